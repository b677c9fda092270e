import { relative } from 'node:path';
import { AWS_KEYS, REGION } from './emulator/emulator.ts';
import type { Sample } from './samples/invoice-build.ts';
import type { Outputs } from './stack.ts';

/** Printed on Ctrl-C. */
export const farewell = '\nStopping and saving the stored data for the next start.';

/** The engine from PyPI prints a watermark; Docs does not. */
const WATERMARK =
  '  (The embedded engine is unregistered and prints a watermark on each page; your own Docs does not.)';

const AUTHORIZED = '-H "authorization: Bearer $TOKEN"';
const SAMPLES = 'infra/local/samples';

/** Printed once the sample invoice is built. */
export function greeting(outputs: Outputs, sample: Sample, docsMs: number | undefined): string {
  const { bucket, apiUrl, awsEndpoint } = outputs;
  const key = 'inbox/default/deck/plan.json';
  const keys = `${AWS_KEYS.accessKeyId}:${AWS_KEYS.secretAccessKey}`;
  const s3 = `--aws-sigv4 aws:amz:${REGION}:s3 --user ${keys}`;
  return [
    ...sampleLines(sample, docsMs),
    section(
      'In the browser: the console, and the API to read and try',
      `${apiUrl}/console#token=${outputs.token}`,
      `${apiUrl}/reference#token=${outputs.token}`,
    ),
    section('First', `export TOKEN=$(npm run --silent token) API=${apiUrl}`),
    section('For the AWS CLI, version 2', ...awsExports(outputs)),
    section(
      'Your own script',
      `curl -F script=@${SAMPLES}/hello.docbuilder -F 'argument={"name":"Zoë"}' ${AUTHORIZED} -H 'prefer: wait=20' $API/v1/builds`,
    ),
    section(
      'A template with data',
      `curl -F 'template="report"' -F 'argument=<${SAMPLES}/arguments/report.json' ${AUTHORIZED} -H 'prefer: wait=20' $API/v1/builds`,
    ),
    section(
      'A file dropped in S3, and the build it started',
      `curl ${s3} -T ${SAMPLES}/arguments/deck.json ${awsEndpoint}/${bucket}/${key}`,
      `curl ${AUTHORIZED} "$API/v1/builds?correlationId=${key}"`,
    ),
    section('API description', 'curl $API/openapi.json'),
    section(
      'Your own Docs',
      'DOCS_URL=http://docs.example.com DOCS_SECRET=<its JWT_SECRET> npm start',
    ),
    '\nEverything runs until Ctrl-C, which saves all data. A kill loses the builds since the last Ctrl-C.',
    'All addresses are in .local/outputs.json.',
  ].join('\n');
}

/** What the AWS CLI, the AWS SDKs and the examples of the documentation read. */
function awsExports(outputs: Outputs): string[] {
  const { bucket, busName, buildsQueueUrl, commandsQueueUrl } = outputs;
  const queues = {
    BUILDS_QUEUE_URL: buildsQueueUrl,
    ...(commandsQueueUrl && { COMMANDS_QUEUE_URL: commandsQueueUrl }),
  };
  return [
    exportLine({
      AWS_ENDPOINT_URL: outputs.awsEndpoint,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
    }),
    exportLine({ BUCKET: bucket, BUS_NAME: busName, ...queues }),
  ];
}

function exportLine(variables: Record<string, string>): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `export ${assignments.join(' ')}`;
}

function sampleLines({ build, tookMs, paths }: Sample, docsMs: number | undefined): string[] {
  const inDocs = docsMs ?? Math.max(0, Date.parse(build.endedAt) - Date.parse(build.startedAt));
  const share = `${docsMs === undefined ? 'at most ' : ''}${seconds(inDocs)} of it in Docs`;
  const [first] = build.files;
  return [
    `\nThe invoice took ${seconds(tookMs)}, ${share}:`,
    ...paths.map((path) => `  ${relative(process.cwd(), path)}`),
    ...(docsMs === undefined ? [] : [WATERMARK]),
    ...(first ? [`\nA link, valid until ${expiryOf(first.url)}:`, `  ${first.url}`] : []),
  ];
}

/** The time at which a presigned URL expires, from its query. */
function expiryOf(url: string): string {
  const { searchParams } = new URL(url);
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(searchParams.get('X-Amz-Date') ?? '') ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const expires = signed + Number(searchParams.get('X-Amz-Expires')) * 1000;
  return new Date(expires).toLocaleTimeString();
}

const section = (title: string, ...lines: string[]) =>
  [`\n${title}`, ...lines.map((line) => `  ${line}`)].join('\n');

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
