import fc from 'fast-check';
import type { Sent } from '../aws/http-event.ts';
import { changedFields, INHERITED } from './values.ts';

const BOUNDARY = 'cut';

/** Pieces of forms in an order that no client would send. */
const pieces = fc.constantFrom(
  `--${BOUNDARY}`,
  `--${BOUNDARY}--`,
  '\r\n',
  '\r\n\r\n',
  'Content-Disposition: form-data; name="script"',
  'Content-Disposition: form-data; name="argument"',
  'Content-Disposition: form-data; name="__proto__"',
  'Content-Disposition: form-data',
  '; filename="a"',
  "; filename*=UTF-8''%ff",
  'Content-Type: application/json',
  'Content-Transfer-Encoding: base64',
  '{"a":1}',
  '\0',
  '"',
  'x'.repeat(100_000),
);

const types = fc.constantFrom(
  `multipart/form-data; boundary=${BOUNDARY}`,
  `multipart/form-data; boundary="${BOUNDARY}"`,
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary="',
  `multipart/form-data; boundary=${'b'.repeat(5_000)}`,
  'multipart/form-data',
);

/** Forms with the fields of `base`, changed, with odd names and parts, or cut. */
export function forms(base: Record<string, unknown>): fc.Arbitrary<Sent> {
  const whole = fc
    .tuple(changedFields(base), fc.nat(3), fc.constantFrom(...INHERITED, 'script', '"', '\r\n'))
    .map(([fields, repeats, name]) => {
      const parts = Object.entries(fields).map(([field, value]) => partOf(field, value));
      return [...parts, ...Array.from({ length: repeats }, () => partOf(name, '1'))].join('');
    });
  const bodies = fc.oneof(
    whole.map((text) => `${text}--${BOUNDARY}--\r\n`),
    fc.tuple(whole, fc.nat(2_000)).map(([text, at]) => text.slice(0, at)),
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
  );
  return fc.tuple(types, bodies, fc.uint8Array({ maxLength: 3 })).map(([type, text, bytes]) => ({
    headers: { 'content-type': type },
    body: Buffer.concat([Buffer.from(text), bytes]),
  }));
}

function partOf(name: string, value: unknown): string {
  const text = name === 'script' ? String(value) : (JSON.stringify(value) ?? '');
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
}
