import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDocsServer } from '../../../infra/local/docs-server/server.ts';
import { anyDocs } from '../../conformance/support/any-docs.ts';
import { scriptHost } from '../../conformance/support/script-host.ts';
import { until } from '../../support/until.ts';

const host = await scriptHost();
after(host.stop);

/** A script whose download waits until `release` is called. */
function heldScript() {
  const go = Promise.withResolvers<void>();
  const url = host.on((_request, response) => void go.promise.then(() => response.end('')));
  return { url, release: go.resolve };
}

/** Longer than it takes to install the engine, which the first script waits for. */
const PATIENCE_MS = 120_000;

const hitsOf = (url: string, hits: number) =>
  until(() => host.hitsOf(url).length >= hits, PATIENCE_MS, `hit ${hits} of ${url}`);

test('the embedded Docs runs as many scripts at once as it has converters, and queues the others', async () => {
  const docs = await startDocsServer({ secrets: {}, converters: 2 });
  const { url, release } = heldScript();
  const ask = (key: string) =>
    fetch(`${docs.url}/docbuilder`, { method: 'POST', body: JSON.stringify({ key, url }) });

  const asked = ['a', 'b', 'c', 'd'].map(ask);
  await hitsOf(url, 2);
  const states = docs.jobs().map(({ state }) => state);
  const inFlight = docs.inFlight();
  release();
  await Promise.all(asked);

  deepEqual(states.sort(), ['queued', 'queued', 'running', 'running']);
  deepEqual([inFlight, docs.inFlight(), docs.maxInFlightSeen()], [4, 0, 4]);
  deepEqual(
    docs.jobs().map(({ error }) => error),
    [0, 0, 0, 0],
  );
  docs.forgetMaxInFlight();
  equal(docs.maxInFlightSeen(), 0);
  await docs.stop();
});

test('the job of a failed script has what the engine printed', async () => {
  const docs = await startDocsServer({ secrets: {} });
  const body = 'builder.CreateFile("docx");\nthrow new Error("the reason");\n';

  await fetch(`${docs.url}/docbuilder`, { method: 'POST', body });
  const [job] = docs.jobs();
  await docs.stop();

  equal(job?.error, -3);
  match(job?.printed ?? '', /the reason/);
});

test('stopping the embedded Docs kills the running scripts', async () => {
  const docs = await startDocsServer({ secrets: {} });
  const url = host.serve('builder.CreateFile("docx");', 'while (true) {}');
  const asked = fetch(`${docs.url}/docbuilder`, { method: 'POST', body: JSON.stringify({ url }) });
  const refused = rejects(asked);
  await hitsOf(url, 1);

  await docs.stop();

  await refused;
  equal(docs.inFlight(), 0);
});

test('the secrets of the embedded Docs can be changed while it runs', async () => {
  const secrets = { inbox: 'the-first-secret-of-32-bytes-or-more' };
  const docs = await startDocsServer({ secrets });
  const before = await anyDocs(); // signs with another secret
  const ask = async () => {
    const body = JSON.stringify({ token: await before.sign({ c: 'version' }) });
    return (
      (await (await fetch(`${docs.url}/command`, { method: 'POST', body })).json()) as {
        error: number;
      }
    ).error;
  };

  const first = await ask();
  docs.secrets.inbox = before.secret;
  const second = await ask();
  await Promise.all([docs.stop(), before.stop()]);

  deepEqual([first, second], [6, 0]);
});

test('the embedded Docs in its own process prints its URLs and accepts faults on its control server', async () => {
  const main = fileURLToPath(new URL('../../../infra/local/docs-server/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url, controlUrl } = JSON.parse(line) as { url: string; controlUrl: string };
  const control = (method: string, path: string, body?: object) =>
    fetch(controlUrl + path, { method, body: body && JSON.stringify(body) });
  const version = () => fetch(`${url}/command`, { method: 'POST', body: '{"c":"version"}' });

  await control('POST', '/faults', { name: 'status', status: 502 });
  const faulty = await version();
  const state = await (await control('GET', '/state')).json();
  await control('DELETE', '/faults');
  const healed = await version();
  await control('POST', '/down');
  await rejects(version());
  await control('POST', '/up');
  const up = await version();
  const jobs = await (await control('GET', '/jobs')).json();
  child.kill('SIGINT');
  const [code] = await once(child, 'close');

  deepEqual([faulty.status, healed.status, up.status], [502, 200, 200]);
  deepEqual(state, {
    url,
    inFlight: 0,
    maxInFlightSeen: 0,
    faults: [{ name: 'status', status: 502 }],
  });
  deepEqual([jobs, code], [[], 0]);
});
