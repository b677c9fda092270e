import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import type { ShownText } from './leaks.ts';

type LogEvent = { message: string };
type LogGroup = { logGroupName: string };

/** Reads the logs of functions and the histories of executions. */
export function shownTexts(endpoint: string, sfn: SFNClient, stateMachineArn: string) {
  async function logs<Answer>(operation: string, body: object): Promise<Answer> {
    const scope = `${AWS_KEYS.accessKeyId}/20260101/${REGION}/logs/aws4_request`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  async function* logLines(since: number): AsyncGenerator<ShownText> {
    const { logGroups } = await logs<{ logGroups: LogGroup[] }>('DescribeLogGroups', {});
    for (const { logGroupName } of logGroups) {
      let nextToken: string | undefined;
      do {
        const page = await logs<{ events: LogEvent[]; nextToken?: string }>('FilterLogEvents', {
          logGroupName,
          startTime: since,
          nextToken,
        });
        for (const { message } of page.events)
          yield { where: `log ${logGroupName}`, text: message };
        nextToken = page.events.length > 0 ? page.nextToken : undefined;
      } while (nextToken);
    }
  }

  async function* histories(since: number): AsyncGenerator<ShownText> {
    const listed = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    for (const { executionArn, name = '', startDate } of listed.executions ?? []) {
      if ((startDate?.getTime() ?? 0) < since) continue;
      const history = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
      const { events } = await sfn.send(history);
      yield { where: `history of the execution ${name}`, text: JSON.stringify(events) };
    }
  }

  return {
    /** Writes a line into a log, as if a function had logged it. */
    async plant(message: string): Promise<void> {
      const { logGroups } = await logs<{ logGroups: LogGroup[] }>('DescribeLogGroups', {});
      const logGroupName = logGroups[0]?.logGroupName;
      const stream = { logGroupName, logStreamName: `planted-${Date.now()}` };
      await logs('CreateLogStream', stream);
      await logs('PutLogEvents', { ...stream, logEvents: [{ timestamp: Date.now(), message }] });
    },
    /** The lines of all logs and the histories of executions. @param since milliseconds since 1970 */
    async *texts(since: number): AsyncGenerator<ShownText> {
      yield* logLines(since);
      yield* histories(since);
    },
  };
}

export type ShownTexts = ReturnType<typeof shownTexts>;
