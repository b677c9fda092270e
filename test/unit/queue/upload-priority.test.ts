import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { priorityOf, withPriority } from '../../../shared/queue/upload-priority.ts';

test('the metadata priority of an upload is normal or low', () => {
  equal(priorityOf({ priority: 'low' }), 'low');
  equal(priorityOf({ priority: 'normal', other: 'x' }), 'normal');
  equal(priorityOf({}), undefined);
});

test('any other metadata priority is refused, naming the header', () => {
  const detail = 'must be one of normal, low';

  for (const priority of ['', 'Low', 'high', '__proto__', 'constructor'])
    throws(() => priorityOf({ priority }), {
      code: 'REQUEST_INVALID',
      message: `The object metadata priority ${detail}.`,
      details: { errors: [{ header: 'x-amz-meta-priority', detail }] },
    });
});

test("a request's own priority takes precedence over that of its upload", () => {
  deepEqual(withPriority({ script: 'x' }, 'low'), { script: 'x', priority: 'low' });
  deepEqual(withPriority({ script: 'x', priority: null }, 'low'), { script: 'x', priority: 'low' });
  deepEqual(withPriority({ priority: 'normal' }, 'low'), { priority: 'normal' });
  deepEqual(withPriority({ priority: 'high' }, 'low'), { priority: 'high' });
  deepEqual(withPriority({ script: 'x' }, undefined), { script: 'x' });
});

test('what is no object gets no priority', () => {
  for (const request of [null, 1, 'x', [1]]) deepEqual(withPriority(request, 'low'), request);
});
