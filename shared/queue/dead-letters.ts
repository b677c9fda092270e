import type { SQSRecord } from 'aws-lambda';
import { utf8Length } from '../json.ts';
import type { Problem } from '../problem.ts';
import { type Queue, sendMessage } from '../sqs.ts';
import { messageIdOf } from './messages.ts';

/** SQS's limit for a message with its attributes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Characters that XML, and therefore SQS, does not allow. */
const INVALID_IN_XML = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Sends a message to the dead-letter queue, with the reason as attributes. A large message leaves few
 * bytes for the problem's `detail`, which is then shortened or left out.
 *
 * @param sentAt when the message was sent, in milliseconds since 1970
 */
export async function sendToDeadLetters(
  deadLetters: Queue,
  record: SQSRecord,
  sentAt: number,
  problem: Problem,
): Promise<void> {
  const reason = {
    code: problem.code,
    messageId: messageIdOf(record),
    sentTimestamp: String(sentAt),
  };
  const bytesLeft =
    MAX_MESSAGE_BYTES - utf8Length(record.body) - attributeBytes({ ...reason, detail: '' });
  const detail = shortened(problem.detail.replace(INVALID_IN_XML, '\uFFFD'), bytesLeft);
  await sendMessage(deadLetters, record.body, { ...reason, ...(detail && { detail }) });
}

/** The size of attributes as SQS counts it: with their names and types. */
function attributeBytes(attributes: Record<string, string>): number {
  return utf8Length(
    Object.entries(attributes)
      .map(([name, value]) => `${name}String${value}`)
      .join(''),
  );
}

/** Cuts a text to at most `bytes` of UTF-8: a UTF-16 unit takes three bytes at most. */
function shortened(text: string, bytes: number): string {
  return text.slice(0, Math.max(0, Math.floor(bytes / 3))).toWellFormed();
}
