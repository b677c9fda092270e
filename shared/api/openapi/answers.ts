import { type ErrorCode, GatewayError } from '../../errors.ts';
import { ERROR_STATUS, STATUS } from '../../http-statuses.ts';
import { problemOf, retryAfterOf, TITLES } from '../../problem.ts';
import type { Route } from '../routes.ts';
import { answerExamples } from './examples/answers.ts';
import type { HEADERS } from './openapi-parts.ts';
import type { Operation } from './operation.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

type Response = {
  description: string;
  headers: JsonSchema;
  content?: Record<string, JsonSchema>;
  links?: JsonSchema;
};
type Responses = Record<string, Response>;

/** All answers of an operation by status: ours, problems, and those that API Gateway makes itself. */
export function responsesOf(route: Route, operation: Operation): Responses {
  const all = [
    ...Object.entries(operation.answers).map(([status, answer]) => [
      status,
      answerOf(operation, Number(status), answer),
    ]),
    ...problemsOf(operation.problems),
    ...gatewayStatuses(route, operation).map((status) => [status, GATEWAY_ANSWER]),
  ] as [string, Response][];
  const responses: Responses = {};
  for (const [status, response] of all) responses[status] = merged(responses[status], response);
  return responses;
}

type Answer = Operation['answers'][number];

function answerOf({ operationId }: Operation, status: number, answer: Answer): Response {
  const { description, schema, headers = [] } = answer;
  const isFile = schema === 'FileContent';
  const mediaType = isFile ? '*/*' : 'application/json';
  return {
    description,
    headers: headerRefs([...(isFile ? [] : (['x-request-id'] as const)), ...headers]),
    ...(schema && {
      content: {
        [mediaType]: {
          schema: { $ref: schemaRef(schema) },
          ...answerExamples(operationId, status),
        },
      },
    }),
    ...(operationId === 'createBuild' && { links: BUILD_LINKS }),
  };
}

/** What to do with a build that was accepted, for tools that walk by themselves. */
const BUILD_LINKS = Object.fromEntries(
  ['getBuild', 'cancelBuild', 'eraseBuild'].map((operationId) => [
    operationId,
    { operationId, parameters: { id: '$response.body#/id' } },
  ]),
);

function problemsOf(codes: ErrorCode[]): [string, Response][] {
  const byStatus = Object.groupBy([...codes, 'INTERNAL' as const], (code) => ERROR_STATUS[code]);
  return Object.entries(byStatus).map(([status, group = []]) => [status, problemResponse(group)]);
}

function problemResponse(codes: ErrorCode[]): Response {
  const retry = codes.some((code) => retryAfterOf(new GatewayError(code, '')) !== undefined);
  return {
    description: codes.join(', '),
    headers: headerRefs(['x-request-id', ...(retry ? (['retry-after'] as const) : [])]),
    content: {
      'application/problem+json': {
        schema: { $ref: schemaRef('Problem') },
        examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
      },
    },
  };
}

function problemExample(code: ErrorCode): unknown {
  return problemOf(new GatewayError(code, `${TITLES[code]}.`), 'JKJaXmPLvHcESHA=');
}

const GATEWAY_ANSWER: Response = {
  description: 'API Gateway made this answer itself',
  headers: headerRefs(['apigw-requestid']),
  content: { 'application/json': { schema: { $ref: schemaRef('GatewayMessage') } } },
};

/** The statuses that API Gateway answers itself: a bad token, a large body, its throttle, a failed function. */
function gatewayStatuses({ scope }: Route, { takes }: Operation): string[] {
  const { unauthorized, unavailable } = STATUS;
  const { TOO_LARGE, TOO_MANY_REQUESTS, INTERNAL } = ERROR_STATUS;
  return [
    ...(scope === 'open' ? [] : [unauthorized]),
    ...(takes ? [TOO_LARGE] : []),
    TOO_MANY_REQUESTS,
    INTERNAL,
    unavailable,
  ].map(String);
}

/** Two answers with one status; where both are JSON, either schema. */
function merged(first: Response | undefined, second: Response): Response {
  if (!first) return { ...second, description: `${second.description}.`.replace(/\.\.$/, '.') };
  const json = 'application/json';
  const both = [first, second].flatMap(({ content }) => content?.[json]?.schema ?? []);
  return {
    ...first,
    description: `${first.description.replace(/\.$/, '')}. ${second.description}.`,
    headers: { ...first.headers, ...second.headers },
    content: {
      ...first.content,
      ...second.content,
      ...(both.length > 1 && { [json]: { ...first.content?.[json], schema: { oneOf: both } } }),
    },
  };
}

function headerRefs(names: (keyof typeof HEADERS)[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
