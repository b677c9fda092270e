import { deepEqual, equal, ok } from 'node:assert/strict';
import * as z from 'zod/mini';
import { OPERATIONS } from '../../../shared/api/openapi/operations.ts';
import type { RouteKey } from '../../../shared/api/routes.ts';
import { buildSchema } from '../../../shared/build/build.ts';
import { eventSchema } from '../../../shared/events/schemas.ts';
import { problemSchema } from '../../../shared/problem.ts';
import type { Published } from '../aws/willing-aws.ts';

/** The schemas of answers, by their names in `openapi.json`. */
const SCHEMAS: Record<string, z.ZodMiniType> = {
  Build: buildSchema,
  BuildList: z.object({ items: z.array(buildSchema), cursor: z.nullable(z.string()) }),
  CommandAnswer: z.looseObject({ error: z.int() }),
  CallbackAnswer: z.strictObject({ error: z.literal(0) }),
};

type Answered = { status?: number; headers: Record<string, unknown>; json: unknown };

/**
 * Checks that an answer is one that `openapi.json` describes for its route: a problem of one of the route's
 * codes, never INTERNAL, or a success of the described shape.
 */
export function checkAnswer(routeKey: RouteKey, { status = 0, headers, json }: Answered): void {
  const { answers, problems } = OPERATIONS[routeKey];
  ok(headers['x-request-id']);
  if (headers['content-type'] === 'application/problem+json') {
    const problem = problemSchema.parse(json);
    equal(problem.status, status);
    ok(problems.includes(problem.code), `${routeKey} answered ${problem.code}`);
    ok(problem.detail.length > 0 && problem.detail.length < 2_000);
    return;
  }
  const described = answers[status];
  ok(described, `${routeKey} answered ${status}`);
  if (described.schema) SCHEMAS[described.schema]?.parse(json);
  else equal(json, undefined);
}

/** Checks that every event has the shape that `docs/events.md` describes. */
export function checkEvents(events: Published[]): void {
  for (const { DetailType, Detail } of events) {
    const { success, error } = eventSchema(
      DetailType as Parameters<typeof eventSchema>[0],
    ).safeParse(JSON.parse(Detail));
    deepEqual([DetailType, error?.issues ?? []], [DetailType, []]);
    ok(success);
    ok(Buffer.byteLength(Detail) <= 256 * 1024);
  }
}
