/** The rights that functions have, each written `action → resource`. */

const TABLE = 'Storage/Table/Resource.Arn';
const BUCKET = 'Storage/Resource/Resource.Arn';
export const MACHINE = 'Workflow/Resource/Resource';

export const on = (resource: string, ...actions: string[]) =>
  actions.map((action) => `${action} → ${resource}`);
export const below = (folders: string[], ...actions: string[]) =>
  folders.flatMap((folder) => on(`${BUCKET}/${folder}/*`, ...actions));

export const rows = (...actions: string[]) =>
  on(TABLE, ...actions.map((name) => `dynamodb:${name}`));
export const lists = (...indexes: string[]) =>
  indexes.flatMap((index) => on(`${TABLE}/index/${index}`, 'dynamodb:Query'));
/** S3 answers 404 for a missing object only with the right to list. */
export const reads = (...folders: string[]) => [
  ...below(folders, 's3:GetObject'),
  ...on(BUCKET, 's3:ListBucket'),
];
/** May read the versions of objects that it also may read. */
export const versions = (...folders: string[]) => below(folders, 's3:GetObjectVersion');
/** May read objects and their versions. */
export const readsVersions = (...folders: string[]) => [
  ...reads(...folders),
  ...versions(...folders),
];
/** Counts held calls; a condition of the statement names the item. */
export const holds = () => rows('GetItem', 'UpdateItem');
export const puts = (...folders: string[]) => below(folders, 's3:PutObject');
export const copies = (folder: string) =>
  below([folder], 's3:PutObject', 's3:AbortMultipartUpload');
/** Aborts uploads of other functions; the list of them has no condition. */
export const aborts = (folder: string) => [
  ...below([folder], 's3:AbortMultipartUpload'),
  ...on(BUCKET, 's3:ListBucketMultipartUploads'),
];
export const erases = (...folders: string[]) => [
  ...below(folders, 's3:DeleteObject', 's3:DeleteObjectVersion'),
  ...on(BUCKET, 's3:ListBucketVersions'),
];
export const sends = (queue: string) => on(`${queue}.Arn`, 'sqs:SendMessage');
export const fails = (queue: string) =>
  on(`${queue}.Arn`, 'sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl');
export const takes = (queue: string) =>
  on(
    `Queues/${queue}/Resource/Resource.Arn`,
    'sqs:ReceiveMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:GetQueueUrl',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
  );
export const secret = (name: string) =>
  on(
    `arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:docs/${name}-??????`,
    'secretsmanager:GetSecretValue',
  );
export const publishes = () => on('Events/Resource/Resource.Arn', 'events:PutEvents');
export const starts = () => on(MACHINE, 'states:StartExecution');
export const signalsStart = () => sends('Queues/Starts/Resource/Resource');
