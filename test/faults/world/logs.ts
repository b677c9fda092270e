import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';

/** A text that may not be shown, with its name for the report. */
export type Secret = { name: string; text: string };

type LogEvent = { message: string };
type LogGroup = { logGroupName: string };

/** Looks for secrets in the logs of functions and in the histories of executions. */
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

  async function* logLines(since: number): AsyncGenerator<[where: string, text: string]> {
    const { logGroups } = await logs<{ logGroups: LogGroup[] }>('DescribeLogGroups', {});
    for (const { logGroupName } of logGroups) {
      let nextToken: string | undefined;
      do {
        const page = await logs<{ events: LogEvent[]; nextToken?: string }>('FilterLogEvents', {
          logGroupName,
          startTime: since,
          nextToken,
        });
        for (const { message } of page.events) yield [logGroupName, message];
        nextToken = page.events.length > 0 ? page.nextToken : undefined;
      } while (nextToken);
    }
  }

  async function* histories(since: number): AsyncGenerator<[where: string, text: string]> {
    const listed = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    for (const { executionArn, name = '', startDate } of listed.executions ?? []) {
      if ((startDate?.getTime() ?? 0) < since) continue;
      const history = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
      const { events } = await sfn.send(history);
      yield [`the execution ${name}`, JSON.stringify(events)];
    }
  }

  return {
    /**
     * @param since milliseconds since 1970
     * @returns one line for each secret and place; `lines` is how many texts were searched
     */
    async leaks(secrets: Secret[], since: number): Promise<{ leaks: string[]; lines: number }> {
      const leaks = new Set<string>();
      let lines = 0;
      for (const texts of [logLines(since), histories(since)]) {
        for await (const [where, text] of texts) {
          lines += 1;
          for (const secret of secrets)
            if (text.includes(secret.text)) leaks.add(`${secret.name} is in ${where}`);
        }
      }
      return { leaks: [...leaks], lines };
    },
  };
}

export type ShownTexts = ReturnType<typeof shownTexts>;
