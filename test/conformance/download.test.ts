import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { decodeJwt, jwtVerify } from 'jose';
import { anyDocs } from './support/any-docs.ts';
import { type Hit, scriptHost } from './support/script-host.ts';

const docs = await anyDocs({ converters: 12 });
const host = await scriptHost();
const otherHost = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop(), otherHost.stop()]));

const SCRIPT = 'builder.WriteData("hello.txt", "hello", false);\n';

const tokenOf = (hit: Hit | undefined) =>
  hit?.headers[docs.tokenHeader]?.toString().replace(/^Bearer /, '') ?? '';

// Docs pauses between attempts, so the tests run concurrently.
describe('the download of a script', { concurrency: true }, () => {
  test('Docs signs its download with the outbox secret and names the URL as it was given', async () => {
    const url = host.serve(SCRIPT);

    await docs.build({ url });
    const [hit] = host.hitsOf(url);
    const { payload, protectedHeader } = await jwtVerify(
      tokenOf(hit),
      new TextEncoder().encode(docs.outboxSecret),
    );

    equal(protectedHeader.alg, 'HS256');
    deepEqual(payload.payload, { url });
    equal((payload.exp ?? 0) - (payload.iat ?? 0), 300);
    deepEqual(Object.keys(payload), ['payload', 'iat', 'exp']);
    equal(hit?.headers['user-agent'], 'Node.js/6.13');
    equal(hit?.headers.accept, 'application/json, text/plain, */*');
  });

  test('the download of a script follows a redirect to another host without the token', async () => {
    const target = otherHost.serve(SCRIPT);
    const url = host.on((_request, response) =>
      response.writeHead(302, { location: target }).end(),
    );

    const end = await docs.build({ url });

    equal(end.end, true);
    equal(otherHost.hitsOf(target)[0]?.headers[docs.tokenHeader], undefined);
  });

  test('the download of a script keeps its token, for the first URL, in a redirect within a host', async () => {
    const target = host.serve(SCRIPT);
    const url = host.on((_request, response) =>
      response.writeHead(307, { location: target }).end(),
    );

    const end = await docs.build({ url });
    const { payload } = decodeJwt(tokenOf(host.hitsOf(target)[0]));

    equal(end.end, true);
    deepEqual(payload, { url });
  });

  test('Docs tries to download a script three times, with a pause of a second after each', async () => {
    const url = host.on((_request, response) => response.writeHead(404).end());

    const end = await docs.build({ url });
    const took = Date.now() - (host.hitsOf(url)[0]?.at ?? 0);

    deepEqual(end, { error: -4 });
    equal(host.hitsOf(url).length, 3);
    ok(took > 2900 && took < 6000, `took ${took} ms`); // pauses of two seconds would make it 6
  });

  test('a script whose third download succeeds is run', async () => {
    const url = host.on((_request, response, hits) => {
      response.writeHead(hits < 3 ? 503 : 200).end(hits < 3 ? 'busy' : SCRIPT);
    });

    const end = await docs.build({ url });

    deepEqual(Object.keys(end.urls ?? {}), ['hello.txt']);
  });

  test('Docs does not retry the download of a script after a broken connection', async () => {
    const url = host.on((request) => request.socket.destroy());

    const end = await docs.build({ url });

    deepEqual(end, { error: -4 });
    equal(host.hitsOf(url).length, 1);
  });

  test('a URL that no server answers is a failed download', async () => {
    const refused = await scriptHost();
    const gone = refused.serve(SCRIPT);
    await refused.stop();

    const ends = await Promise.all([
      docs.build({ url: gone }),
      docs.build({ url: 'http://no-such-host.invalid/x' }),
      docs.build({ url: 'file:///etc/hostname' }),
      docs.build({ url: 'x.docbuilder' }),
      docs.build({ url: 'data:text/plain,hello' }),
    ]);

    deepEqual(
      ends,
      Array.from({ length: 5 }, () => ({ error: -4 })),
    );
  });

  test('after Docs has reported a failed download once, a request with the URL runs the script again', async () => {
    const key = `test-${randomUUID()}`;
    const url = host.on((_request, response, hits) => {
      response.writeHead(hits <= 3 ? 500 : 200).end(SCRIPT);
    });

    const first = await docs.build({ key, url });
    const again = await docs.ask({ async: false, key, url });

    deepEqual(first, { error: -4 });
    deepEqual(Object.keys(again.urls ?? {}), ['hello.txt']);
  });

  test('after Docs has reported a failed download once, a request with the key alone fails with -3 for ever', async () => {
    const key = `test-${randomUUID()}`;
    const url = host.on((_request, response) => response.writeHead(500).end());

    await docs.build({ key, url });
    const first = await docs.ask({ async: true, key });
    const last = await docs.ask({ async: false, key });

    deepEqual([first, last], [{ key, end: false }, { error: -3 }]);
  });

  test('after a failed download, every request queues the script again until one run has ended', async () => {
    const key = `test-${randomUUID()}`;
    const sixth = Promise.withResolvers<void>();
    const url = host.on((_request, response, hits) => {
      if (hits <= 3) response.writeHead(500).end();
      else setTimeout(() => response.end(SCRIPT), 300);
      if (hits === 6) sixth.resolve();
    });

    await docs.build({ key, url });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await docs.ask({ async: true, key, url }));
    await sixth.promise;

    deepEqual(
      answers,
      Array.from({ length: 3 }, () => ({ key, end: false })),
    );
  });
});
