import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { eventExamples, PAGES, withGenerated } from '../../../docs/generator/parts.ts';
import { DESCRIPTIONS } from '../../../infra/config/descriptions.ts';
import { configSchema } from '../../../infra/config/schema.ts';
import { DETAIL_TYPES } from '../../../shared/events/schemas.ts';
import { textOf } from '../../support/documentation.ts';
import { checkEvent } from '../../support/event-schema.ts';

type Json = { properties?: Record<string, Json> };

/** The paths of the settings that contain no other settings. */
function pathsIn({ properties = {} }: Json): string[] {
  return Object.entries(properties).flatMap(([name, inner]) =>
    inner.properties ? pathsIn(inner).map((path) => `${name}.${path}`) : [name],
  );
}

for (const page of Object.keys(PAGES)) {
  test(`the generated part of ${page} is what npm run docs makes of the code`, () => {
    const text = textOf(`docs/${page}`);

    equal(text, withGenerated(page, text));
  });
}

test('exactly the settings of the schema have a description', () => {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as unknown as Json;

  deepEqual(pathsIn(schema).sort(), Object.keys(DESCRIPTIONS).sort());
});

test('the catalogue has one example of each type, and each fits its schema', () => {
  const examples = eventExamples();

  deepEqual(
    examples.map((event) => event['detail-type']),
    DETAIL_TYPES,
  );
  for (const event of examples) checkEvent(event['detail-type'], event.detail);
});

test('a page without markers is refused', () => {
  throws(() => withGenerated('events.md', '# Events\n'), {
    message: 'events.md has no generated part',
  });
});
