import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildWarning } from '../../../shared/build/build.ts';
import {
  argumentWarnings,
  warningOf,
  withFindings,
} from '../../../shared/build/script-warnings.ts';
import { WARNING_TEXTS, withoutQuotes } from '../../../shared/build/warning-texts.ts';
import { jsonBytes } from '../../../shared/fit-into-size.ts';

const found = (line: number, detail = 'x'): BuildWarning => ({
  code: 'NAME_UNKNOWN',
  line,
  column: 1,
  detail,
});
const ofRequest = argumentWarnings(0);

test('a finding has its place, or null where it has none', () => {
  const detail = 'x';

  deepEqual(warningOf({ code: 'NAME_UNKNOWN', line: 1, column: 2, detail }), {
    code: 'NAME_UNKNOWN',
    line: 1,
    column: 2,
    detail,
  });
  deepEqual(warningOf({ code: 'NOTHING_SAVED', detail }), {
    code: 'NOTHING_SAVED',
    line: null,
    column: null,
    detail,
  });
});

test('a long detail is cut after 500 characters, and never within a character', () => {
  const { detail } = warningOf({ code: 'NAME_UNKNOWN', detail: `a${'😀'.repeat(300)}` });

  equal(detail, `a${'😀'.repeat(249)}\uFFFD…`);
});

test('the arguments that Docs passes as {} have a warning', () => {
  for (const argument of [null, 0, '', false])
    deepEqual(argumentWarnings(argument), [
      {
        code: 'ARGUMENT_EMPTY',
        line: null,
        detail: `Docs passes the argument ${JSON.stringify(argument)} to the script as {}.`,
      },
    ]);
  for (const argument of [undefined, {}, [], 1, 'a', true])
    deepEqual(argumentWarnings(argument), []);
});

test('findings precede the warnings of the request, and replace those of an earlier check', () => {
  deepEqual(withFindings([found(9), ...ofRequest], [found(1)]), [found(1), ...ofRequest]);
});

test('a build has at most 100 warnings, and the findings have at most 32 KiB', () => {
  const many = Array.from({ length: 200 }, (_, line) => found(line + 1));
  const long = many.map(({ line }) => found(line ?? 0, '€'.repeat(500)));

  equal(withFindings([], many).length, 100);
  deepEqual(withFindings(ofRequest, many).at(-1), ofRequest[0]);
  equal(withFindings(ofRequest, many).length, 100);
  equal(withFindings(ofRequest, long).length, 22);
  ok(jsonBytes(withFindings([], long)) <= 32 * 1024);
});

test('a warning without quotes has its code, its place and what the code means', () => {
  deepEqual(withoutQuotes([found(3, 'Nothing has the name secret.'), ...ofRequest]), [
    found(3, WARNING_TEXTS.NAME_UNKNOWN),
    ...ofRequest,
  ]);
});
