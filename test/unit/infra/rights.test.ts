import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import {
  aborts,
  below,
  copies,
  erases,
  fails,
  holds,
  lists,
  MACHINE,
  on,
  publishes,
  puts,
  reads,
  readsVersions,
  rows,
  secret,
  sends,
  signalsStart,
  starts,
  takes,
  versions,
} from '../../support/aws/statements.ts';
import { PAGES, readStack } from '../../support/aws/template.ts';

const stack = readStack({ sweep: 'move', ...PAGES });

/** The rights of each function's role, except those on its own log group. */
const RIGHTS: Record<string, string[][]> = {
  'api/create-build': [
    rows('PutItem', 'Query'),
    holds(),
    reads('templates', 'inputs', 'results'),
    versions('results'),
    puts('scripts'),
    below(['scripts'], 's3:DeleteObjectVersion'),
    signalsStart(),
    sends('Queues/Fetches/Resource/Resource'),
  ],
  'api/check-script': [],
  'api/get-build': [holds(), readsVersions('results')],
  'api/list-builds': [lists('byTenant', 'byCorrelation'), rows('BatchGetItem')],
  'api/list-templates': [on('Storage/Resource/Resource.Arn', 's3:ListBucket')],
  'api/get-template': [reads('templates')],
  'api/cancel-build': [rows('GetItem', 'UpdateItem', 'DeleteItem'), signalsStart()],
  'api/erase-build': [
    rows('GetItem', 'PutItem', 'DeleteItem'),
    readsVersions('results'),
    erases('results', 'scripts'),
  ],
  'api/get-file': [rows('GetItem'), readsVersions('results')],
  'api/get-file-link': [rows('GetItem'), readsVersions('results')],
  'api/get-document': [readsVersions('documents')],
  'api/get-document-link': [readsVersions('documents')],
  'api/run-command': [
    rows('Query'),
    holds(),
    readsVersions('documents'),
    copies('documents'),
    secret('inbox'),
  ],
  'api/serve-script': [
    rows('GetItem', 'UpdateItem'),
    readsVersions('scripts', 'inputs', 'templates'),
    secret('outbox'),
  ],
  'api/receive-callback': [
    rows('GetItem', 'UpdateItem'),
    puts('callbacks'),
    secret('outbox'),
    sends('Queues/Callbacks/Resource/Resource'),
    publishes(),
  ],
  'api/report-health': [secret('inbox')],
  'api/show-page': [],
  'queue/accept-build': [
    takes('Builds'),
    rows('GetItem', 'PutItem'),
    reads('templates', 'inputs'),
    puts('scripts'),
    signalsStart(),
    sends('Queues/Fetches/Resource/Resource'),
    publishes(),
    sends('Queues/Builds/Dead/Resource'),
  ],
  'queue/accept-upload': [
    takes('Uploads'),
    rows('GetItem', 'PutItem'),
    reads('inbox', 'templates', 'inputs'),
    versions('inbox'),
    puts('scripts'),
    signalsStart(),
    sends('Queues/Fetches/Resource/Resource'),
    publishes(),
    sends('Queues/Uploads/Dead/Resource'),
  ],
  'queue/fetch-sources': [
    takes('Fetches'),
    rows('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
    reads('scripts'),
    puts('scripts'),
    below(['scripts'], 's3:DeleteObjectVersion'),
    signalsStart(),
  ],
  'queue/start-build': [
    takes('Starts'),
    rows('UpdateItem', 'DeleteItem', 'Query'),
    starts(),
    signalsStart(),
  ],
  'queue/run-command': [
    takes('Commands'),
    rows('GetItem', 'PutItem'),
    copies('documents'),
    secret('inbox'),
    publishes(),
    sends('Queues/Commands/Dead/Resource'),
  ],
  'queue/keep-document': [
    takes('Callbacks'),
    rows('GetItem', 'PutItem'),
    reads('callbacks', 'documents'),
    copies('documents'),
    publishes(),
    sends('Queues/Callbacks/Dead/Resource'),
  ],
  'workflow/ask-docs': [
    rows('GetItem', 'UpdateItem', 'Query'),
    reads('scripts'),
    puts('scripts'),
    copies('results'),
    below(['results'], 's3:DeleteObjectVersion'),
    below(['scripts'], 's3:DeleteObjectVersion'),
    secret('inbox'),
    signalsStart(),
  ],
  'workflow/fetch-source': [
    rows('GetItem'),
    reads('scripts'),
    puts('scripts'),
    below(['scripts'], 's3:DeleteObjectVersion'),
  ],
  'workflow/copy-result': [
    rows('GetItem'),
    copies('results'),
    below(['results'], 's3:DeleteObjectVersion'),
    secret('inbox'),
  ],
  'workflow/record-end': [
    rows('GetItem', 'UpdateItem'),
    readsVersions('results'),
    erases('results'),
    aborts('results'),
    signalsStart(),
  ],
  'workflow/settle-build': [
    rows('GetItem', 'UpdateItem', 'DeleteItem', 'Query'),
    readsVersions('results'),
    erases('results'),
    aborts('results'),
    secret('inbox'),
    signalsStart(),
    sends('Queues/Fetches/Resource/Resource'),
    starts(),
    on(MACHINE, 'states:ListExecutions'),
    on('the executions of our state machine', 'states:DescribeExecution'),
    fails('Undelivered/Resource'),
  ],
  'workflow/sweep-forgotten': [
    rows('GetItem', 'PutItem'),
    reads('documents'),
    copies('documents'),
    secret('inbox'),
    publishes(),
    fails('Undelivered/Resource'),
  ],
  'events/announce-end': [
    on(
      'Storage/Table/Resource.StreamArn',
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ),
    publishes(),
    fails('Announcement/Failures/Resource'),
  ],
};

/** The rights of a function's role, which is a sibling of the function. */
const rightsOf = (file: string) =>
  stack
    .rights(stack.function(file).path.replace(/\/Resource\/Resource$/, ''))
    .map((right) =>
      right.replace(/arn:.*:execution:.*:\*$/, 'the executions of our state machine'),
    );

test('the table of rights lists every function', () => {
  deepEqual(stack.files().sort(), Object.keys(RIGHTS).sort());
});

for (const [file, rights] of Object.entries(RIGHTS)) {
  test(`${file} has exactly the rights that the table lists`, () => {
    const log = `${stack.function(file).path.replace(/\/Resource\/Resource$/, '')}/Logs/Resource.Arn`;

    const expected = [rights.flat(), on(log, 'logs:CreateLogStream', 'logs:PutLogEvents')].flat();

    deepEqual(rightsOf(file), expected.sort());
  });
}

test('the state machine may invoke exactly the functions of its steps, and the one that only executions of version 0.1.0 call', () => {
  const { DefinitionString } = stack.one('AWS::StepFunctions::StateMachine').Properties;
  const invoked = new Set(
    [...stack.text(DefinitionString).matchAll(/"FunctionName":"([^"]+)"/g)].map(([, arn]) => arn),
  );

  deepEqual(
    stack.rights('Workflow'),
    [...invoked, 'Steps/fetch-source/Resource/Resource.Arn']
      .map((arn) => `lambda:InvokeFunction → ${arn}`)
      .sort(),
  );
});
