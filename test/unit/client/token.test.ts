import { deepEqual, equal, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, scriptedGateway, succeeded } from '../../support/client/scripted-gateway.ts';

const GOOD: Answer = { json: succeeded() };
const UNAUTHORIZED: Answer = { status: 401, json: { message: 'Unauthorized' } };

/** A JWT without a signature that expires in so many seconds. */
function jwt(seconds: number, name: string): string {
  const claims = { name, exp: Math.floor(Date.now() / 1000) + seconds };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
}

/** A gateway whose client gets these tokens one after the other. */
async function withTokens(t: TestContext, tokens: string[], answers: Answer[]) {
  const asked: boolean[] = [];
  const token = async ({ fresh }: { fresh: boolean }) => {
    asked.push(fresh);
    return tokens[asked.length - 1] ?? 'the last token';
  };
  const scripted = await scriptedGateway(t, answers, { token, retries: 1 });
  const sent = () => scripted.received.map(({ headers }) => headers.authorization?.slice(7));
  return { ...scripted, asked, sent };
}

test('a token is asked for once and used until it is about to expire', async (t) => {
  const token = jwt(3600, 'a');
  const { gateway, asked, sent } = await withTokens(t, [token], [GOOD, GOOD, GOOD]);

  await Promise.all([gateway.get('A'), gateway.get('B')]);
  await gateway.get('C');

  deepEqual(asked, [false]);
  deepEqual(sent(), [token, token, token]);
});

test('a token that expires within half a minute is replaced before it is used, once for all calls', async (t) => {
  const [old, next] = [jwt(20, 'old'), jwt(3600, 'next')];
  const { gateway, asked, sent } = await withTokens(t, [old, next], [GOOD, GOOD]);

  await Promise.all([gateway.get('A'), gateway.get('B')]);

  deepEqual(asked, [false, true]);
  deepEqual(sent(), [next, next]);
});

test('a token that seems to have expired although it is new is used until it is refused', async (t) => {
  const [first, second] = [jwt(-90, 'first'), jwt(-60, 'second')];
  const { gateway, asked, sent } = await withTokens(t, [first, second], [GOOD, GOOD]);

  await gateway.get('A');
  await gateway.get('B');

  deepEqual(asked, [false, true]);
  deepEqual(sent(), [second, second]);
});

test('a refused token is replaced once, at once', async (t) => {
  const answers = [UNAUTHORIZED, GOOD, UNAUTHORIZED, UNAUTHORIZED];
  const { gateway, asked, sent } = await withTokens(t, ['a', 'b', 'c'], answers);

  await gateway.get('A');

  deepEqual(asked, [false, true]);
  deepEqual(sent(), ['a', 'b']);
  await rejects(gateway.get('B'), { code: 'UNAUTHORIZED', status: 401, retryable: false });
  deepEqual(sent(), ['a', 'b', 'b', 'c']);
});

test('a token that is a string is not replaced', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [UNAUTHORIZED]);

  await rejects(gateway.get('A'), { code: 'UNAUTHORIZED' });
  equal(received.length, 1);
});

test('after a failed connection the next try has a new token, because a page cannot see a 401', async (t) => {
  const { gateway, asked, sent } = await withTokens(t, ['a', 'b'], ['no answer', GOOD]);

  await gateway.get('A');

  deepEqual(asked, [false, true]);
  deepEqual(sent(), ['a', 'b']);
});

test('an error of the issuer is thrown as it is, and the next call asks again', async (t) => {
  const fault = new Error('the session has ended');
  let asked = 0;
  const token = () => {
    asked += 1;
    if (asked === 1) throw fault;
    return 'a';
  };
  const { gateway } = await scriptedGateway(t, [GOOD], { token });

  await rejects(gateway.get('A'), fault);
  equal((await gateway.get('A')).status, 'succeeded');
});
