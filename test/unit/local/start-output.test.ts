import { deepEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { greeting } from '../../../infra/local/start-output.ts';

const outputs = {
  apiUrl: 'http://127.0.0.1:4666/api',
  bucket: 'a-bucket',
  buildsQueueUrl: 'http://127.0.0.1:4666/0/builds',
  commandsQueueUrl: 'http://127.0.0.1:4666/0/commands',
  busName: 'a-bus',
  awsEndpoint: 'http://127.0.0.1:4666',
  docsUrl: 'http://127.0.0.1:4668',
  token: 'a.b.c',
  outboxSecret: 'secret',
  internal: { stateMachineArn: 'arn', tableName: 'a-table' },
};
const sample = {
  build: {
    id: 'a',
    status: 'succeeded' as const,
    startedAt: '',
    endedAt: '',
    files: [],
    error: null,
  },
  tookMs: 1000,
  paths: [],
};

test('npm start prints the addresses of the pages, with the token in their fragments', () => {
  const lines = greeting(outputs, sample, 500).split('\n');

  const first = lines.findIndex((line) => line.startsWith('In the browser'));
  deepEqual(lines.slice(first + 1, first + 3), [
    '  http://127.0.0.1:4666/api/console#token=a.b.c',
    '  http://127.0.0.1:4666/api/reference#token=a.b.c',
  ]);
});

test('the lines that npm start prints for the AWS CLI set all that the examples of the documentation read', () => {
  const lines = greeting(outputs, sample, 500)
    .split('\n')
    .filter((line) => line.startsWith('  export AWS_') || line.startsWith('  export BUCKET'));

  const set = execFileSync('sh', ['-euc', `${lines.join('\n')}\nenv`], {
    env: { PATH: process.env.PATH },
  });

  const variables = Object.fromEntries(
    String(set)
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  // The shell's own variables, and the one by which a child of a test run with coverage knows it.
  const { PATH, PWD, OLDPWD, SHLVL, _, NODE_V8_COVERAGE, ...exported } = variables;
  deepEqual(exported, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4666',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    BUCKET: 'a-bucket',
    BUS_NAME: 'a-bus',
    BUILDS_QUEUE_URL: 'http://127.0.0.1:4666/0/builds',
    COMMANDS_QUEUE_URL: 'http://127.0.0.1:4666/0/commands',
  });
});
