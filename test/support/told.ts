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
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Build } from '../../shared/build.ts';

export type ToldBuild = Build & {
  code?: string;
  errors?: { pointer: string; detail: string }[];
};

/** What the gateway told on its bus. */
export type Told<Data = ToldBuild> = {
  source: string;
  'detail-type': string;
  detail: {
    metadata: { id: string; version: string; tenant: string; correlationId: string };
    data: Data;
  };
};

/** How long an event is waited for at most, where nothing else is said. */
const PATIENCE_MS = 30_000;

/**
 * Hears everything that is told of tenants whose names begin so, through a queue of its own, until it
 * is stopped.
 */
export async function hear(aws: object, bus: string, tenants: string) {
  const sqs = new SQSClient(aws);
  const bridge = new EventBridgeClient(aws);
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: `told-${tenants}` }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const rule = { Rule: tenants, EventBusName: bus };
  const pattern = {
    source: ['docs-gateway'],
    detail: { metadata: { tenant: [{ prefix: tenants }] } },
  };
  const EventPattern = JSON.stringify(pattern);
  await bridge.send(new PutRuleCommand({ Name: tenants, EventBusName: bus, EventPattern }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn }];
  await bridge.send(new PutTargetsCommand({ ...rule, Targets }));

  const all: Told[] = [];
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const listening = listen().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });

  async function listen() {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
        { abortSignal: stopping.signal },
      );
      if (Messages.length === 0) continue;
      all.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Told));
      wake.resolve();
      wake = Promise.withResolvers();
      const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  return {
    /** All that was heard so far, oldest first. */
    all: all as readonly Told[],
    /** The first event that fits, waited for. */
    async first<Data = ToldBuild>(
      what: string,
      fits: (told: Told<Data>) => boolean,
      patienceMs = PATIENCE_MS,
    ): Promise<Told<Data>> {
      const late = Date.now() + patienceMs;
      for (;;) {
        const found = (all as unknown as Told<Data>[]).find(fits);
        if (found) return found;
        const left = late - Date.now();
        if (left <= 0) throw new Error(`nobody told of ${what}`);
        const timer = Promise.withResolvers<void>();
        const clock = setTimeout(timer.resolve, left);
        await Promise.race([wake.promise, timer.promise]);
        clearTimeout(clock);
      }
    },
    async stop() {
      stopping.abort();
      await listening;
      await bridge.send(new RemoveTargetsCommand({ ...rule, Ids: ['queue'] }));
      await bridge.send(new DeleteRuleCommand({ Name: tenants, EventBusName: bus }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
