import {
  DeleteMessageCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The deployed queue whose construct's path is in its name. @returns its URL */
export async function queueNamed(sqs: SQSClient, path: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  // Its name goes on with a checksum; that of a queue within it, with the inner one's name.
  const own = new RegExp(`-${path}[0-9A-F]{8}-`);
  const url = QueueUrls.find((candidate) => own.test(candidate));
  if (!url) throw new Error(`no queue ${path} among ${QueueUrls}`);
  return url;
}

/** Takes the message that fits out of a dead-letter queue, leaving all others to others. */
export async function takeMessage(
  sqs: SQSClient,
  QueueUrl: string,
  fits: (message: Message) => boolean,
): Promise<Message> {
  const late = Date.now() + 15_000;
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
