import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Context } from 'aws-lambda';

export type Handler = (event: unknown, context: Context) => unknown;

/**
 * Answers the events that the emulator posts with what a handler returns. `patches/functions.py` turns what it
 * throws into a Lambda error of that name.
 *
 * @returns its address
 */
export async function serveHandler(handler: Handler): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const answer = await answerOf(handler, await json(request), contextOf(request.headers));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer ?? null));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answerOf(handler: Handler, event: unknown, context: Context): Promise<unknown> {
  try {
    return await handler(event, context);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { name: errorType, message: errorMessage, stack: trace } = error;
    return { __thrown__: { errorType, errorMessage, trace: `${trace}` } };
  }
}

function contextOf(headers: IncomingHttpHeaders): Context {
  const deadline = Number(headers['x-amzn-lambda-deadline-ms']);
  return {
    functionName: String(headers['x-amzn-lambda-function-name']),
    functionVersion: '$LATEST',
    invokedFunctionArn: String(headers['x-amzn-lambda-function-arn']),
    awsRequestId: String(headers['x-amzn-lambda-request-id']),
    memoryLimitInMB: '1024',
    logGroupName: 'this terminal',
    logStreamName: 'this terminal',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done() {},
    fail() {},
    succeed() {},
  };
}
