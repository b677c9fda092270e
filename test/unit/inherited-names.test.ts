import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCall } from '../../shared/api/call.ts';
import { readCallback } from '../../shared/api/callbacks/read-callback.ts';
import { readFile } from '../../shared/api/files.ts';
import { parseListQuery } from '../../shared/api/queries.ts';
import { parseCommand } from '../../shared/docs/command-schema.ts';
import { callbackReceived } from '../../shared/events/document-events.ts';
import { NO_FILES } from '../../shared/storage/rows/saves.ts';
import { checkOutputs } from '../../shared/workflow/check-outputs.ts';
import { storedBuild } from '../support/aws/fake-aws.ts';
import { eventOf } from '../support/aws/http-event.ts';
import { INHERITED, SEED } from '../support/fuzz/values.ts';

const runs = { seed: SEED, examples: INHERITED.map((name) => [[name]] as [string[]]) };
/** Some of the names that every object inherits. */
const someNames = fc.subarray(INHERITED, { minLength: 1 });
/** An object with exactly these names, `__proto__` included. */
const mapOf = <T>(names: string[], value: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, value]));

test('a field and a parameter with an inherited name are ordinary ones in the event of a callback', () => {
  fc.assert(
    fc.property(someNames, (names) => {
      const fields = mapOf(names, { toString: 1 });
      const query = mapOf(names, 'value');
      const call = readCall(eventOf('POST /v1/callbacks', { query, headers: mapOf(names, 'x') }));

      const received = readCallback('', call, { key: 'k', status: 4, iat: 1, ...fields });
      const { data } = callbackReceived({ ...received, callbackId: 'c' }, NO_FILES);

      const shown = data as Record<string, unknown>;
      for (const name of names)
        deepEqual(Object.getOwnPropertyDescriptor(shown, name)?.value, { toString: 1 }, name);
      deepEqual(shown.query, query);
    }),
    runs,
  );
});

test('a command with an inherited name has an unknown field, whose name the error gives', () => {
  for (const name of INHERITED.filter((each) => each !== '__proto__'))
    throws(() => parseCommand({ c: 'version', ...mapOf([name], 1) }), {
      code: 'COMMAND_INVALID',
      details: { errors: [{ pointer: `/${name}`, detail: 'is not a known field' }] },
    });
});

test('a parameter of a list with an inherited name is unknown', () => {
  for (const name of INHERITED.filter((each) => each !== '__proto__'))
    throws(() => parseListQuery(mapOf([name], 'x')), {
      code: 'REQUEST_INVALID',
      details: { errors: [{ parameter: name, detail: 'is not a known parameter' }] },
    });
});

test('a build without a file of an inherited name has no such file and no such output', async () => {
  const build = storedBuild({ files: [], outputs: { 'a.docx': 'a.docx' } });
  for (const name of INHERITED) {
    await rejects(readFile({} as never, build.files, name), { code: 'NOT_FOUND' });
    equal(checkOutputs(build, [name])?.error.code, 'OUTPUT_MISSING', name);
    equal(checkOutputs({ ...build, outputs: mapOf([name], 'a') }, [name]), null, name);
  }
});
