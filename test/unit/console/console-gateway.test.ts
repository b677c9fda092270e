import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { consoleGateway } from '../../../shared/console/console-gateway.ts';

const API = 'https://gateway.test';

/** Tokens that count, of which those with a number below `first` are refused. */
function tokensFrom(asked: boolean[]) {
  let count = 0;
  return {
    async token({ fresh }: { fresh: boolean }) {
      asked.push(fresh);
      if (fresh) count += 1;
      return `token-${count}`;
    },
  };
}

test('a token that the gateway refuses is replaced, and the request is sent once more', async () => {
  const asked: boolean[] = [];
  const gateway = consoleGateway(API, tokensFrom(asked), async (_url, { headers }) =>
    new Headers(headers).get('authorization') === 'Bearer token-1'
      ? Response.json({ name: 'form' })
      : Response.json({ message: 'Unauthorized' }, { status: 401 }),
  );

  equal((await gateway.template('form')).name, 'form');
  deepEqual(asked, [false, true]);
});

test('a connection that fails does not ask for another token', async () => {
  const asked: boolean[] = [];
  const gateway = consoleGateway(API, tokensFrom(asked), async () => {
    throw new TypeError('Failed to fetch');
  });

  await rejects(gateway.template('form'), { name: 'ConnectionError' });
  equal(asked.includes(true), false);
});
