import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { docsAt } from '../../../infra/local/docs-server/control-client.ts';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { listForgotten } from '../../../shared/docs/send-command.ts';
import { openFileServer } from '../../support/file-server.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';
import { localClient } from '../../support/local-client.ts';
import { functionsOf } from '../../support/stack/functions.ts';
import type { TestOutputs } from '../../support/stack/stack.ts';
import { openHttpProxy } from '../proxy/http-proxy.ts';
import { openTcpProxy } from '../proxy/tcp-proxy.ts';
import { startDocsProcess } from './docs-process.ts';
import { DOCS_HOST, hostName } from './host-name.ts';
import { shownTexts } from './logs.ts';
import { storedObjects } from './objects.ts';
import { workingQueues } from './queues.ts';
import { storedRows } from './stored-rows.ts';

/** The stack's `maxInFlight`, and as many converters. */
export const MAX_IN_FLIGHT = 4;
/** Of these slots, builds of low priority may hold all but the last quarter. */
export const SLOTS_OF_LOW = 3;

/**
 * Puts the harness around a running stack: an embedded Docs of its own, proxies between the functions and
 * Docs and between the functions and AWS, and a host name for Docs. `close` puts the stack back as it was.
 *
 * @param folder for files of the harness; it is emptied
 */
export async function openHarness(outputs: TestOutputs, folder: string) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const undo: { step: () => unknown; isOfStack: boolean }[] = [];
  const end = async (alsoStack: boolean) => {
    for (const { step, isOfStack } of undo.splice(0).reverse())
      if (alsoStack || !isOfStack) await step();
  };
  const restores = (step: () => unknown) => undo.push({ step, isOfStack: true });
  const opened = async <Part>(
    part: Promise<Part>,
    close: (part: Part) => unknown,
  ): Promise<Part> => {
    const made = await part;
    undo.push({ step: () => close(made), isOfStack: false });
    return made;
  };

  try {
    const secrets = { inbox: outputs.test.inboxSecret, outbox: outputs.outboxSecret };
    const docs = await opened(
      startDocsProcess({ folder, secrets, converters: MAX_IN_FLIGHT }),
      (part) => part.stop(),
    );
    const docsAnswers = await opened(openHttpProxy(docs.port), (part) => part.close());
    const docsConnections = await opened(openTcpProxy(docsAnswers.port), (part) => part.close());
    const awsPort = Number(new URL(outputs.awsEndpoint).port);
    const aws = await opened(openHttpProxy(awsPort), (part) => part.close());
    const files = await opened(openFileServer(outputs.test.sourcePorts), (part) => part.stop());
    const name = hostName(folder);
    const docsUrl = `http://${DOCS_HOST}:${docsConnections.port}`;
    const functions = functionsOf(outputs);
    restores(await functions.configureAll(variablesFor(docsUrl, aws.port, name)));
    await scaleWaits(outputs, WAIT_SCALE);
    restores(() => scaleWaits(outputs, 1));
    const inbox = fixedSecret(secrets.inbox);
    const clients = clientsOf(outputs);
    const queues = workingQueues(clients.sqs);
    restores(await queues.shortenVisibility());
    return {
      outputs,
      ...clients,
      docs,
      docsUrl,
      docsAnswers,
      docsConnections,
      aws,
      files,
      name,
      functions,
      queues,
      /** The keys of the forgotten files in Docs. */
      forgotten: () => listForgotten(docsClient({ url: docs.url, inbox })),
      editors: docsAt(docs.controlUrl),
      rows: storedRows(clients.dynamodb, outputs.internal.tableName),
      objects: storedObjects(clients.s3, outputs.bucket),
      shown: shownTexts(outputs.awsEndpoint, clients.sfn, outputs.internal.stateMachineArn),
      /** Puts the stack back as it was, and ends what was started. */
      close: () => end(true),
      /** Ends what was started. The stack is of no use then. */
      stop: () => end(false),
    };
  } catch (error) {
    await end(true);
    throw error;
  }
}

export type Harness = Awaited<ReturnType<typeof openHarness>>;

/** Waits and retries of the state machine take a tenth of their time, so that a schedule ends in seconds. */
const WAIT_SCALE = 0.1;

const scaleWaits = ({ awsEndpoint }: TestOutputs, factor: number) =>
  fetch(`${awsEndpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': factor }),
  });

/** The variables by which a function reaches Docs and AWS through the proxies. */
function variablesFor(docsUrl: string, awsPort: number, name: ReturnType<typeof hostName>) {
  const aws = `http://127.0.0.1:${awsPort}`;
  return (variables: Record<string, string>) => ({
    ...name.variables(variables.NODE_OPTIONS),
    AWS_ENDPOINT_URL: aws,
    ...(variables.DOCS_URL && { DOCS_URL: docsUrl }),
    ...(variables.SWEEP && { SWEEP: 'move' }),
    // The keys of documents tell the tenants apart, also those of forgotten files.
    ...(variables.KEY_PREFIX !== undefined && { KEY_PREFIX: '{tenant}.' }),
    ...Object.fromEntries(
      Object.entries(variables)
        .filter(([key]) => key.endsWith('QUEUE_URL')) // the SQS client connects to this address
        .map(([key, url]) => [key, aws + new URL(url).pathname]),
    ),
  });
}

function clientsOf({ awsEndpoint }: TestOutputs) {
  const config = { endpoint: awsEndpoint, region: REGION, credentials: AWS_KEYS };
  return {
    dynamodb: localClient(DynamoDBClient, config),
    s3: localClient(S3Client, { ...config, forcePathStyle: true }),
    sqs: localClient(SQSClient, config),
    bridge: localClient(EventBridgeClient, config),
    sfn: localClient(SFNClient, config),
    secrets: localClient(SecretsManagerClient, config),
  };
}

/** Where the harness of a stack keeps its files. */
export const harnessFolder = ({ test }: TestOutputs) =>
  join(test.issuerKeyFile, '..', 'fault-harness');
