import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/**
 * A function hides its messages for 30 s at a time. The timeout of the queue, minutes to hours, applies only
 * when the function is killed before it begins; a schedule cannot wait for it.
 */
const SHORT_SECONDS = 40;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** The queues that functions of the gateway read, without the dead-letter queues. */
export function workingQueues(sqs: SQSClient) {
  async function urls(): Promise<string[]> {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
    return QueueUrls.filter((url) => /DocsGateway-Queues(?!.*Dead)/.test(url));
  }

  async function attributesOf(QueueUrl: string) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes;
  }

  const setVisibility = (QueueUrl: string, VisibilityTimeout: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));

  return {
    /** How many messages wait, or are being worked on. */
    async messagesLeft(): Promise<number> {
      const all = await Promise.all((await urls()).map(attributesOf));
      return all
        .flatMap((attributes) => COUNTS.map((name) => Number(attributes[name] ?? 0)))
        .reduce((sum, count) => sum + count, 0);
    },
    /** Shortens the visibility timeouts. @returns a function that restores them */
    async shortenVisibility(): Promise<() => Promise<void>> {
      const before = new Map<string, string>();
      for (const url of await urls()) {
        before.set(url, `${(await attributesOf(url)).VisibilityTimeout}`);
        await setVisibility(url, `${SHORT_SECONDS}`);
      }
      return async () => {
        for (const [url, seconds] of before) await setVisibility(url, seconds);
      };
    },
  };
}
