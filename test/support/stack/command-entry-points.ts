import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { BuildFile } from '../../../shared/build/build.ts';
import type { CommandAnswer } from '../../../shared/docs/send-command.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { ReceivedEvent } from './events.ts';
import type { Caller, Gateway } from './gateway.ts';

export type Answer = CommandAnswer & { document?: BuildFile; url?: string };
/** The outcome of a command: the answer of Docs, or a problem. */
export type Outcome =
  | { answer: Answer; error?: undefined }
  | { error: Problem; answer?: undefined };
type CommandEventData = Outcome & { id: string; origin: string; command: object };

/** Runs a command for a caller through one entry point, and waits for the outcome. */
export type EntryPoint = {
  name: string;
  origin: 'http' | 'sqs' | 'event';
  run(caller: Caller, command: object): Promise<Outcome>;
};

/** The three entry points for commands. Each checks the headers or the event around the outcome. */
export function commandEntryPoints(gateway: Gateway) {
  const { outputs } = gateway;

  const sendToQueue = (message: string | object) =>
    gateway.send(message, `${outputs.commandsQueueUrl}`);
  const putOnBus = (detail: object) => gateway.request(detail, 'Command Requested');

  /** The one event of a queued command, found by the id of its message or event. */
  const eventOf = (
    { tenant }: Caller,
    correlationId: string,
    patienceMs?: number,
  ): Promise<ReceivedEvent<CommandEventData>> =>
    gateway.events.first<CommandEventData>(
      `the outcome of ${correlationId}`,
      ({ detail: { metadata, data } }) =>
        metadata.tenant === tenant &&
        metadata.correlationId === correlationId &&
        data.command !== undefined,
      patienceMs,
    );

  async function outcomeOf(
    caller: Caller,
    correlationId: string,
    origin: string,
    command: object,
  ): Promise<Outcome> {
    const { source, detail, ...event } = await eventOf(caller, correlationId);
    const { id, answer, error } = detail.data;
    equal(source, 'docs-gateway');
    equal(event['detail-type'], error ? 'Command Failed' : 'Command Completed');
    const { metadata } = detail;
    const { tenant } = caller;
    deepEqual(metadata, { id: metadata.id, version: '1', tenant, correlationId });
    match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
    deepEqual(detail.data, { id, origin, command, ...(error ? { error } : { answer }) });
    if (error) equal(error.instance, id);
    return detail.data;
  }

  const http: EntryPoint = {
    name: 'HTTP',
    origin: 'http',
    async run(caller, command) {
      const { status, headers, body } = await post(caller, command);
      ok(headers.get('x-request-id'));
      equal(headers.get('cache-control'), 'no-store');
      if (status === 200) return { answer: body as Answer };
      const error = body as Problem;
      equal(headers.get('content-type'), 'application/problem+json', JSON.stringify(body));
      deepEqual([error.status, error.instance], [status, headers.get('x-request-id')]);
      return { error };
    },
  };

  const queue: EntryPoint = {
    name: 'the queue',
    origin: 'sqs',
    async run(caller, command) {
      const messageId = await sendToQueue({ ...command, tenant: caller.tenant });
      return outcomeOf(caller, messageId, 'sqs', command);
    },
  };

  const bus: EntryPoint = {
    name: 'the bus',
    origin: 'event',
    async run(caller, command) {
      const eventId = await putOnBus({ ...command, tenant: caller.tenant });
      return outcomeOf(caller, eventId, 'event', command);
    },
  };

  return { entryPoints: [http, queue, bus], http, sendToQueue, putOnBus, eventOf };
}

/** Sends `POST /v1/commands`. @returns the answer, with its status and headers */
export function post<Body = Answer | Problem>(
  caller: Caller,
  command: unknown,
  headers: Record<string, string> = {},
) {
  return caller.call<Body>('POST', '/v1/commands', {
    body: typeof command === 'string' ? command : JSON.stringify(command),
    headers: { 'content-type': 'application/json', ...headers },
  });
}
