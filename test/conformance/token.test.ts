import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { anyDocs, type Claims } from './support/any-docs.ts';

const docs = await anyDocs();
after(docs.stop);

const VERSION = { c: 'version' };

/** Docs' error number for a command with this body and header; 0 is a success. */
async function verdict(body: Claims | string, header?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers: Record<string, string> = header ? { [docs.tokenHeader]: header } : {};
  return (await docs.post('/command', text, headers)).error;
}

test('a token can be in the body, in the query or in the header', async () => {
  const token = await docs.sign(VERSION);

  const inQuery = (await docs.post(`/command?token=${token}`, 'no json')).error;

  equal(await verdict({ token }), 0);
  equal(inQuery, 0);
  equal(await verdict({}, `Bearer ${token}`), 0);
  equal(await verdict('', `Bearer ${token}`), 0);
});

test('an invalid token in the body is rejected even if the header has a valid one', async () => {
  const token = await docs.sign(VERSION);
  const expired = await docs.sign(VERSION, { exp: -120 });

  equal(await verdict({ token: 'nonsense' }, `Bearer ${token}`), 6);
  equal(await verdict({ token: expired }, `Bearer ${token}`), 7);
  equal(await verdict({ token: '' }, `Bearer ${token}`), 0);
});

test('the header must be "Bearer", one space and the token', async () => {
  const token = await docs.sign(VERSION);

  equal(await verdict({}, `bearer ${token}`), 6);
  equal(await verdict({}, `Bearer  ${token}`), 6);
  equal(await verdict({}, token), 6);
});

test('parameters in a token can be at its top level, in payload or in query, the later of these taking precedence', async () => {
  const inPayload = await docs.sign({ payload: VERSION });
  const payloadWins = await docs.sign({ c: 'unknown', payload: VERSION });
  const queryWins = await docs.sign({ payload: { c: 'unknown' }, query: VERSION });

  equal(await verdict({ token: inPayload }), 0);
  equal(await verdict({}, `Bearer ${inPayload}`), 0);
  equal(await verdict({ token: payloadWins }), 0);
  equal(await verdict({ token: queryWins }), 0);
});

test('parameters outside of the token are ignored', async () => {
  const empty = await docs.sign({});

  equal(await verdict({ c: 'version', token: empty }), 1);
});

test('tokens with HS256, HS384 and HS512 are accepted, but only with the inbox secret', async () => {
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    equal(await verdict({ token: await docs.sign(VERSION, { alg }) }), 0);
  }
  const foreign = await docs.sign(VERSION, { key: 'another-secret-of-at-least-32-bytes!' });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${foreign.split('.')[1]}.`;

  equal(await verdict({ token: foreign }), 6);
  equal(await verdict({ token: unsigned }), 6);
});

test('the times of a token may be off by one minute', async () => {
  const now = Math.floor(Date.now() / 1000);
  const late = (seconds: number) => docs.sign(VERSION, { exp: -seconds });
  const early = (seconds: number) => docs.sign({ ...VERSION, nbf: now + seconds });

  equal(await verdict({ token: await late(55) }), 0);
  equal(await verdict({ token: await late(65) }), 7);
  equal(await verdict({ token: await early(55) }), 0);
  equal(await verdict({ token: await early(70) }), 6);
});

test('a command without a token fails with 6 and repeats its key', async () => {
  const answer = await docs.post('/command', JSON.stringify({ c: 'version', key: 'k' }));

  deepEqual(answer, { key: 'k', error: 6 });
});

test('a build with a missing, invalid or expired token fails with -8', async () => {
  const params = { async: true, key: 'k' };
  const expired = await docs.sign(params, { exp: -120 });

  const answers = await Promise.all([
    docs.post('/docbuilder', JSON.stringify(params)),
    docs.post('/docbuilder', JSON.stringify({ token: 'nonsense' })),
    docs.post('/docbuilder', JSON.stringify({ token: expired })),
  ]);

  deepEqual(answers, [{ error: -8 }, { error: -8 }, { error: -8 }]);
});
