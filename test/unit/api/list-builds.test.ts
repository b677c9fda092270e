import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { send } from '../../support/aws/http-event.ts';
import { functionFor, reader } from '../../support/handler.ts';

test('a list with a value outside its limits or an unknown parameter is refused', async (t) => {
  const { handler } = await functionFor('list-builds', t);
  const wrong: [Record<string, string>, string][] = [
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '1e1' }, 'limit'],
    [{ status: 'done' }, 'status'],
    [{ status: 'queued,running' }, 'status'],
    [{ correlationId: '' }, 'correlationId'],
    [{ correlationId: 'x'.repeat(1025) }, 'correlationId'],
    [{ cursor: 'x' }, 'cursor'],
    [{ tenant: 'acme' }, 'tenant'],
  ];
  for (const [query, parameter] of wrong) {
    const { status, json } = await send(handler, 'GET /v1/builds', {
      claims: { org: 'default', ...reader },
      query,
    });
    deepEqual([status, json.code, json.errors[0].parameter], [422, 'REQUEST_INVALID', parameter]);
  }
});
