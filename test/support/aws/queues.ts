import {
  DeleteMessageCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Finds a deployed queue by the construct path in its name. @returns its URL */
export async function queueNamed(sqs: SQSClient, path: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  // A checksum follows in its name; in the name of a nested queue, the nested construct's name.
  const own = new RegExp(`-${path}[0-9A-F]{8}-`);
  const url = QueueUrls.find((candidate) => own.test(candidate));
  if (!url) throw new Error(`no queue ${path} among ${QueueUrls}`);
  return url;
}

/** Removes the matching message from a dead-letter queue, and leaves the messages of other tests. */
export async function takeMessage(
  sqs: SQSClient,
  QueueUrl: string,
  fits: (message: Message) => boolean,
): Promise<Message> {
  const late = Date.now() + 120_000;
  while (Date.now() < late) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 1,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    const found = Messages.find(fits);
    if (!found) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: found.ReceiptHandle }));
    return found;
  }
  throw new Error(`no such message in ${QueueUrl}`);
}
