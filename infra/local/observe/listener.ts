import { randomBytes } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Place } from './place.ts';

/** An event as EventBridge delivers it. */
export type BusEvent = {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: Record<string, unknown>;
};

export type Listener = {
  /** Each event once it has been published, in the order of arrival, until the signal aborts. */
  events(signal: AbortSignal): AsyncGenerator<BusEvent>;
  /** Deletes the rule and the queue. */
  close(): Promise<void>;
};

/** Messages are read within seconds. SQS deletes those that a killed process left after an hour. */
const RETENTION_SECONDS = '3600';

/**
 * Listens on the bus through an SQS queue and a rule of its own, both named
 * `docs-gateway-listener-<random>`; close() deletes them. On AWS a new rule takes effect within a
 * minute, usually at once.
 *
 * @param pattern an event pattern of EventBridge
 */
export async function openListener(
  { aws, busName }: Pick<Place, 'aws' | 'busName'>,
  pattern: object,
): Promise<Listener> {
  const sqs = new SQSClient(aws);
  const bridge = new EventBridgeClient(aws);
  const Name = `docs-gateway-listener-${randomBytes(6).toString('hex')}`;
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };

  async function open(): Promise<string> {
    const Attributes = { MessageRetentionPeriod: RETENTION_SECONDS };
    const created = await sqs.send(new CreateQueueCommand({ QueueName: Name, Attributes }));
    const QueueUrl = created.QueueUrl ?? '';
    opened.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const EventPattern = JSON.stringify(pattern);
    const rule = { Name, EventBusName: busName, EventPattern };
    const { RuleArn = '' } = await bridge.send(new PutRuleCommand(rule));
    opened.push(() => bridge.send(new DeleteRuleCommand({ Name, EventBusName: busName })));
    const Arn = await allowRule(sqs, QueueUrl, RuleArn);
    const target = { Rule: Name, EventBusName: busName };
    await bridge.send(new PutTargetsCommand({ ...target, Targets: [{ Id: 'queue', Arn }] }));
    opened.push(() => bridge.send(new RemoveTargetsCommand({ ...target, Ids: ['queue'] })));
    return QueueUrl;
  }

  try {
    const queueUrl = await open();
    return { events: (signal) => receive(sqs, queueUrl, signal), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lets the rule send to the queue. @returns the queue's ARN */
async function allowRule(sqs: SQSClient, QueueUrl: string, ruleArn: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Resource = Attributes?.QueueArn ?? '';
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  return Resource;
}

async function* receive(sqs: SQSClient, QueueUrl: string, signal: AbortSignal) {
  while (!signal.aborted) {
    const request = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 20,
    });
    const { Messages = [] } = await sqs
      .send(request, { abortSignal: signal })
      .catch((error: unknown) => {
        if (signal.aborted) return { Messages: [] as Message[] };
        throw error;
      });
    if (Messages.length === 0) continue;
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    for (const { Body = '' } of Messages) yield JSON.parse(Body) as BusEvent;
  }
}
