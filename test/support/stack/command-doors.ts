import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { BuildFile } from '../../../shared/build/build.ts';
import type { CommandAnswer } from '../../../shared/docs/send-command.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { Caller, Gateway } from './gateway.ts';
import type { Told } from './told.ts';

export type Answer = CommandAnswer & { document?: BuildFile; url?: string };
/** What came of a command: Docs' answer, or a problem. */
export type Outcome =
  | { answer: Answer; error?: undefined }
  | { error: Problem; answer?: undefined };
type CommandTold = Outcome & { id: string; origin: string; command: object };

/** Gives a command in a caller's name, and waits for what comes of it. */
export type Door = {
  name: string;
  origin: 'http' | 'sqs' | 'event';
  ask(caller: Caller, command: object): Promise<Outcome>;
};

/** The three doors for commands. What surrounds an outcome is checked here, at each of them. */
export function commandDoors(gateway: Gateway) {
  const { facts } = gateway;

  const sendToQueue = (message: string | object) =>
    gateway.send(message, `${facts.commandsQueueUrl}`);
  const putOnBus = (detail: object) => gateway.request(detail, 'Command Requested');

  /** The one event of a queued command, known by the id of its message or event. */
  const told = (
    { tenant }: Caller,
    correlationId: string,
    patienceMs?: number,
  ): Promise<Told<CommandTold>> =>
    gateway.told.first<CommandTold>(
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
    const { source, detail, ...event } = await told(caller, correlationId);
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

  const http: Door = {
    name: 'HTTP',
    origin: 'http',
    async ask(caller, command) {
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

  const queue: Door = {
    name: 'the queue',
    origin: 'sqs',
    async ask(caller, command) {
      const messageId = await sendToQueue({ ...command, tenant: caller.tenant });
      return outcomeOf(caller, messageId, 'sqs', command);
    },
  };

  const bus: Door = {
    name: 'the bus',
    origin: 'event',
    async ask(caller, command) {
      const eventId = await putOnBus({ ...command, tenant: caller.tenant });
      return outcomeOf(caller, eventId, 'event', command);
    },
  };

  return { doors: [http, queue, bus], http, sendToQueue, putOnBus, told };
}

/** `POST /v1/commands`, as it is answered. */
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
