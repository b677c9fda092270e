import type { DetailType } from '../../events/bus.ts';
import { DETAIL_TYPES } from '../../events/schemas.ts';

type JsonSchema = Record<string, unknown>;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The name of the schema of an event, such as `BuildSucceededEvent`. */
export function eventName(type: DetailType): string {
  return `${type.replaceAll(' ', '')}Event`;
}

/** The schemas of the events as EventBridge delivers them, and of their details. */
export function eventComponents(): Record<string, JsonSchema> {
  const single = DETAIL_TYPES.flatMap((type) => {
    const name = type.replaceAll(' ', '');
    return [
      [`${name}Event`, envelopeOf(type)],
      [`${name}Detail`, objectOf({ metadata: ref('EventMetadata'), data: ref(`${name}Data`) })],
    ] as const;
  });
  return { ...Object.fromEntries(single), GatewayEvent: anyEvent() };
}

function envelopeOf(type: DetailType): JsonSchema {
  const text = { type: 'string' };
  return objectOf({
    version: text,
    id: text,
    'detail-type': { type: 'string', const: type },
    source: { type: 'string', const: 'docs-gateway' },
    account: text,
    time: { type: 'string', format: 'date-time' },
    region: text,
    resources: { type: 'array', items: text },
    detail: ref(`${type.replaceAll(' ', '')}Detail`),
  });
}

function objectOf(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function anyEvent(): JsonSchema {
  const names = DETAIL_TYPES.map((type) => [type, ref(eventName(type)).$ref] as const);
  return {
    oneOf: DETAIL_TYPES.map((type) => ref(eventName(type))),
    discriminator: { propertyName: 'detail-type', mapping: Object.fromEntries(names) },
  };
}

/** The webhooks of `openapi.json`: the events that the gateway publishes on its bus. */
export function webhooks(examples: Partial<Record<DetailType, unknown>>): JsonSchema {
  return Object.fromEntries(
    DETAIL_TYPES.map((type) => [
      type.replaceAll(' ', ''),
      { post: webhookOf(type, examples[type]) },
    ]),
  );
}

function webhookOf(type: DetailType, example: unknown): JsonSchema {
  const name = type.replaceAll(' ', '');
  return {
    operationId: `on${name}`,
    tags: ['Events'],
    summary: type,
    description: `EventBridge delivers this event to the targets of rules on the gateway's bus.`,
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: ref(eventName(type)),
          ...(example === undefined ? {} : { example }),
        },
      },
    },
    responses: { '200': { description: 'The target has received the event.' } },
  };
}
