import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Deployed } from './deployed.ts';
import { DOORS, type Sender } from './doors.ts';
import type { Heard } from './heard.ts';

/** The outcome of one check. */
export type Row = { what: string; outcome: 'ok' | 'failed' | 'skipped'; detail: string };

/** For so long an answer of health is kept. */
const HEALTH_KEPT_MS = 10_000;

/** A build takes seconds; the rest is for cold starts and a Docs that is busy. */
const BUILD_MS = 180_000;

/** Runs every check. One that fails does not stop the others. */
export async function checkAll(deployed: Deployed, sender: Sender, heard: Heard): Promise<Row[]> {
  const first = await row('health', () => health(deployed));
  const builds = Object.keys(DOORS).map((name) =>
    row(`build by ${name}`, () => build(name, deployed, sender, heard)),
  );
  return Promise.all([
    first,
    ...builds,
    row('check of a script', () => checkScript(deployed, sender)),
    row('command', () => command(deployed, sender)),
    row('alarms', () => alarms(deployed)),
  ]);
}

type Finding = Omit<Row, 'what'>;

async function row(what: string, check: () => Promise<Finding>): Promise<Row> {
  const failed = ({ message }: Error): Finding => ({ outcome: 'failed', detail: message });
  return { what, ...(await check().catch(failed)) };
}

/** Asks up to three times: after a cold start Docs may not have answered in the three seconds that health has. */
async function health({ apiUrl }: Deployed): Promise<Finding> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${apiUrl}/v1/health`);
    const detail = await response.text();
    if (response.status === 200) return { outcome: 'ok', detail };
    if (tries === 3) return { outcome: 'failed', detail };
    await sleep(HEALTH_KEPT_MS);
  }
}

async function build(
  name: string,
  deployed: Deployed,
  sender: Sender,
  heard: Heard,
): Promise<Finding> {
  const since = Date.now();
  const correlationId = await DOORS[name]?.(deployed, sender);
  const event = await heard.event(String(correlationId), BUILD_MS);
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  const { files = [], error } = event.detail.data as {
    files?: { key: string }[];
    error?: { code: string } | null;
  };
  const said = error?.code ?? files.map(({ key }) => key).join(', ');
  const outcome = event['detail-type'] === 'Build Succeeded' ? 'ok' : 'failed';
  return { outcome, detail: `${event['detail-type']} after ${seconds} s: ${said}` };
}

/** A script that saves no file: the check names it without running it. */
async function checkScript({ apiUrl }: Deployed, { token }: Sender): Promise<Finding> {
  const response = await fetch(`${apiUrl}/v1/scripts/check`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ script: 'builder.CreateFile("docx");\nbuilder.CloseFile();\n' }),
  });
  const detail = await response.text();
  if (response.status !== 200) return { outcome: 'failed', detail };
  const codes = (JSON.parse(detail) as { warnings: { code: string }[] }).warnings.map(
    ({ code }) => code,
  );
  return { outcome: codes.includes('NOTHING_SAVED') ? 'ok' : 'failed', detail: codes.join(', ') };
}

async function command({ apiUrl }: Deployed, { token }: Sender): Promise<Finding> {
  const response = await fetch(`${apiUrl}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ c: 'version' }),
  });
  const detail = await response.text();
  if (response.status === 403)
    return { outcome: 'skipped', detail: 'the token has no scope commands:version' };
  return { outcome: response.status === 200 ? 'ok' : 'failed', detail };
}

/** CloudFormation begins the names of a stack's alarms with the name of the stack. */
async function alarms({ stackName }: Deployed): Promise<Finding> {
  const client = new CloudWatchClient({});
  const found = [];
  const pages = paginateDescribeAlarms({ client }, { AlarmNamePrefix: `${stackName}-Alarms` });
  for await (const { MetricAlarms = [] } of pages) found.push(...MetricAlarms);
  const raised = found.filter(({ StateValue }) => StateValue === 'ALARM');
  if (found.length === 0) return { outcome: 'failed', detail: 'the stack has no alarms' };
  if (raised.length === 0) return { outcome: 'ok', detail: `${found.length}, none raised` };
  return { outcome: 'failed', detail: raised.map(({ AlarmName }) => AlarmName).join(', ') };
}
