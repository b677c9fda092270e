import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionError, RequestError } from '../../../shared/client/errors.ts';
import { explainError, fieldErrors, mayPass } from '../../../shared/console/words/explain-error.ts';
import { fileKind, isOffice, sizeText } from '../../../shared/console/words/file-kind.ts';
import { statusWord } from '../../../shared/console/words/status.ts';
import {
  between,
  durationText,
  fullLocalTime,
  localTime,
  utcTime,
} from '../../../shared/console/words/times.ts';

const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
const at = '2026-11-26T23:30:15.250Z';

test('a time of today is shown without its date, in the zone of the reader', () => {
  equal(localTime(at, new Date('2026-11-27T10:00:00Z'), berlin), '00:30:15');
  equal(localTime(at, new Date('2026-11-26T22:00:00Z'), berlin), '27 Nov 2026, 00:30');
});

test('a time can be shown whole in the zone of the reader, and in UTC', () => {
  equal(fullLocalTime(at, berlin), '27 Nov 2026, 00:30:15');
  equal(utcTime(at), '2026-11-26 23:30:15.250 UTC');
});

test('what is no time is shown as it is', () => {
  deepEqual(
    [localTime('soon', new Date()), fullLocalTime('soon'), utcTime('soon')],
    ['soon', 'soon', 'soon'],
  );
});

test('a duration has the unit that fits its size', () => {
  deepEqual([-5, 350, 9_999, 12_449, 59_990, 185_000, 3_840_000].map(durationText), [
    '0.00 s',
    '0.35 s',
    '10.00 s',
    '12.4 s',
    '59.9 s',
    '3 min 5 s',
    '1 h 4 min',
  ]);
});

test('the time between two times is unknown while one of them is', () => {
  equal(between('2026-11-26T10:00:00.000Z', '2026-11-26T10:00:02.500Z'), 2500);
  equal(between(null, at), undefined);
  equal(between(at, null), undefined);
});

test('only PDF, pictures and plain texts are shown; what may hold a script is a download', () => {
  const kindOf = (contentType: string, size = 10) => fileKind({ contentType, size });

  equal(kindOf('application/pdf'), 'pdf');
  equal(kindOf('image/png'), 'image');
  equal(kindOf('text/plain; charset=utf-8'), 'text');
  equal(kindOf('text/CSV'), 'text');
  for (const type of ['text/html', 'image/svg+xml', 'text/xml', 'application/xhtml+xml', '']) {
    equal(kindOf(type), 'download', type);
  }
});

test('a text that is too long for a page is a download', () => {
  equal(fileKind({ contentType: 'text/plain', size: 512 * 1024 + 1 }), 'download');
});

test('office files are known by their suffix', () => {
  deepEqual(
    ['a.docx', 'A.XLSX', 'a.pdf', 'docx', '.docx'].map((name) => isOffice(name)),
    [true, true, false, false, false],
  );
});

test('a size has at most two digits where it is small', () => {
  deepEqual([0, 999, 1000, 25_576, 1_440_000].map(sizeText), [
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '26 kB',
    '1.4 MB',
  ]);
});

test('a status that is added later is shown as it is', () => {
  deepEqual(['running', 'paused', 'constructor'].map(statusWord), [
    'Running',
    'paused',
    'constructor',
  ]);
});

const problem = (status: number, code = 'SOME_CODE', retryable = false) =>
  new RequestError({ code, message: 'The gateway says why.', status, retryable, requestId: 'r-1' });

test('offline, late, expired, refused, missing and busy each have words of their own', () => {
  const lost = new ConnectionError({ code: 'CONNECTION_FAILED', message: '', retryable: true });
  const late = new ConnectionError({ code: 'TIMEOUT', message: '', retryable: true });

  deepEqual(
    [lost, late, problem(401), problem(403), problem(404), problem(429), problem(422)].map(
      (error) => explainError(error).kind,
    ),
    ['offline', 'late', 'expired', 'refused', 'missing', 'busy', 'fault'],
  );
});

test('an error in words has what the gateway said and the id of the request', () => {
  deepEqual(explainError(problem(403)), {
    kind: 'refused',
    title: 'You may not do this',
    detail: 'The gateway says why. Your token does not have the scope for it.',
    requestId: 'r-1',
  });
  equal(explainError(new Error('A part of the page failed.')).detail, 'A part of the page failed.');
  equal(explainError('text').detail, 'text');
});

test('wrong values are listed for a refused request, and for no other error', () => {
  const errors = [{ pointer: '/argument/n', detail: 'must be a number' }];
  const refused = new RequestError({
    ...{ code: 'ARGUMENT_INVALID', message: 'wrong', status: 422, retryable: false },
    errors,
  });

  deepEqual(fieldErrors(refused), errors);
  deepEqual(fieldErrors(new Error('other')), []);
});

test('an error may pass if the gateway says that the request is retryable', () => {
  deepEqual(
    [problem(503, 'DOCS_UNAVAILABLE', true), problem(404), new Error('other')].map(mayPass),
    [true, false, false],
  );
});
