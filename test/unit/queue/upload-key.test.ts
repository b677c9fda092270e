import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { readUploadKey } from '../../../shared/queue/upload-key.ts';

test('readUploadKey() reads from a key what an upload is', () => {
  const kindOf = (key: string) => {
    const { maxBytes, ...upload } = readUploadKey(key);
    return upload;
  };
  const tenant = 'acme';

  deepEqual(kindOf('inbox/acme/a.docbuilder'), { tenant, kind: 'script' });
  deepEqual(kindOf('inbox/acme/deep/er/a b.js'), { tenant, kind: 'script' });
  deepEqual(kindOf('inbox/acme/a.build.json'), { tenant, kind: 'request' });
  deepEqual(kindOf('inbox/acme/x/a.build.json'), { tenant, kind: 'request' });
  deepEqual(kindOf('inbox/acme/invoice/a.json'), { tenant, kind: 'data', template: 'invoice' });
  deepEqual(kindOf('inbox/acme/invoice/2026/a.json'), {
    tenant,
    kind: 'data',
    template: 'invoice',
  });
});

test('readUploadKey() names a long wrong key by its first 200 characters, without half a surrogate pair', () => {
  const start = `inbox/acme/${'x'.repeat(188)}`;

  throws(() => readUploadKey(`${start}😀.txt`), {
    details: {
      errors: [
        {
          pointer: '',
          detail: `${start}\uFFFD is not a script, a .build.json file or a data file of a template`,
        },
      ],
    },
  });
});

test('readUploadKey() throws for every other key', () => {
  for (const key of [
    'inbox/acme/a.json',
    'inbox/acme/a.txt',
    'inbox/acme/invoice/a.JSON',
    'inbox/acme/a.DOCBUILDER',
    'inbox/acme/.docbuilder',
    'inbox/acme/.js',
    'inbox/acme/invoice/.json',
    'inbox/acme',
    'inbox/-acme/a.js',
    'inbox//a.js',
    'inbox/ac me/a.js',
    'inbox/acme//',
    'results/acme/a.js',
    'a.js',
    '',
  ])
    throws(() => readUploadKey(key), { code: 'REQUEST_INVALID' }, key);
});
