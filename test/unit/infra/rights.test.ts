import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import {
  below,
  copies,
  erases,
  fails,
  lists,
  MACHINE,
  on,
  publishes,
  puts,
  reads,
  rows,
  secret,
  sends,
  signalsStart,
  starts,
  takes,
} from '../../support/aws/statements.ts';
import { ReadStack } from '../../support/aws/template.ts';

const stack = new ReadStack({ sweep: 'move' });

/** The rights of each function's role, except those on its own log group. */
const RIGHTS: Record<string, string[][]> = {
  'api/create-build': [
    rows('GetItem', 'PutItem'),
    reads('templates', 'inputs', 'results'),
    puts('scripts'),
    signalsStart(),
    sends('Queues/Fetches/Resource/Resource'),
  ],
  'api/get-build': [rows('GetItem'), reads('results')],
  'api/list-builds': [lists('byTenant', 'byCorrelation'), rows('BatchGetItem')],
  'api/cancel-build': [rows('GetItem', 'UpdateItem', 'DeleteItem'), signalsStart()],
  'api/erase-build': [
    rows('GetItem', 'PutItem', 'DeleteItem'),
    reads('results'),
    erases('results', 'scripts'),
  ],
  'api/get-file': [rows('GetItem'), reads('results')],
  'api/get-file-link': [rows('GetItem'), reads('results')],
  'api/get-document': [reads('documents')],
  'api/get-document-link': [reads('documents')],
  'api/run-command': [rows('Query'), reads('documents'), copies('documents'), secret('inbox')],
  'api/serve-script': [rows('GetItem'), reads('scripts', 'inputs', 'templates'), secret('outbox')],
  'api/receive-callback': [
    rows('GetItem', 'UpdateItem'),
    puts('callbacks'),
    secret('outbox'),
    sends('Queues/Callbacks/Resource/Resource'),
    publishes(),
  ],
  'api/report-health': [secret('inbox')],
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
    rows('GetItem', 'UpdateItem'),
    reads('scripts'),
    copies('results'),
    below(['results'], 's3:DeleteObjectVersion'),
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
    reads('results'),
    erases('results'),
    signalsStart(),
  ],
  'workflow/settle-build': [
    rows('GetItem', 'UpdateItem', 'DeleteItem', 'Query'),
    reads('results'),
    erases('results'),
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

test('no statement allows an action by a wildcard', () => {
  const allowed = stack.statements().filter(({ Effect }) => Effect === 'Allow');

  ok(allowed.length > 30);
  deepEqual(
    allowed.flatMap(({ Action }) => [Action].flat()).filter((action) => action.includes('*')),
    [],
  );
});

test('no role has a managed policy of AWS, which would allow more than it needs', () => {
  for (const { Properties, path } of stack.all('AWS::IAM::Role'))
    deepEqual(Properties.ManagedPolicyArns, undefined, path);
});
