import { join } from 'node:path';
import { bootstrap, type Deployment, deploy, type StackOutputs, synthesize } from './deploy.ts';
import { installEngine } from './docs-server/builder/engine.ts';
import { type DocsServer, startDocsServer } from './docs-server/server.ts';
import { type AwsRequest, startAws } from './emulator/aws.ts';
import type { Emulator } from './emulator/emulator.ts';
import {
  AUDIENCE,
  type Issuer,
  issuerKey,
  SCOPES,
  signToken,
  startIssuer,
  TENANT_CLAIM,
} from './issuer.ts';
import { checkGatewayUrl, type RealDocs } from './real-docs.ts';
import { uploadTemplates } from './samples/sample-files.ts';
import { writeSecret } from './secrets.ts';

export type StackRequest = {
  /** An existing folder for the stored data and the issuer's key. */
  folder: string;
  ports: { gateway: number; issuer: number; docs: number };
  /** Keep the stored data for the next start. */
  keep: boolean;
  /** A running AWS emulator, which is not stopped with the stack; without it, one is started. */
  emulator?: Emulator;
  /** Without it, an embedded Docs is started. */
  realDocs?: RealDocs;
  /** The embedded Docs' two secrets. */
  secrets: { inbox: string; outbox: string };
  /** Overrides the configuration. */
  config?: object;
  onProgress: (line: string) => void;
  /** Aborts the start and stops what was started. */
  signal?: AbortSignal;
};

/** The content of `.local/outputs.json`. */
export type Outputs = {
  apiUrl: string;
  bucket: string;
  buildsQueueUrl: string;
  commandsQueueUrl: string | null;
  busName: string;
  awsEndpoint: string;
  docsUrl: string;
  /** An access token with all scopes, for the tenant `default`. */
  token: string;
  outboxSecret: string;
  internal: { stateMachineArn: string; tableName: string };
};

export type LocalStack = {
  outputs: Outputs;
  /** The embedded Docs; undefined with a real one. */
  docs?: DocsServer;
  /** Stops everything that was started. The stored data is kept if the request has `keep`. */
  stop(): Promise<void>;
};

/**
 * The id of the API in the emulator. It is fixed, so that the API's URL is known before the
 * deployment.
 */
const API_ID = 'd0c50a7e';
/** Without an origin the API has no CORS at all. The emulator allows loopback origins with any port. */
export const LOOPBACK_ORIGIN = 'http://localhost';
/** The name of the inbox secret in Secrets Manager. */
export const INBOX_SECRET = 'docs-gateway-local/inbox';
const OUTBOX_SECRET = 'docs-gateway-local/outbox';
/** Of the embedded Docs, and builds that may be in Docs at the same time. */
export const CONVERTERS = 4;

/** Starts a Docs, the AWS emulator and a token issuer, and deploys the stack to them. */
export async function startStack(request: StackRequest): Promise<LocalStack> {
  const started: { stop(): Promise<void> }[] = [];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const key = await issuerKey(join(request.folder, 'issuer-key.json'));
    const deployment: Deployment = { ...request, config: configOf(request) };
    const [docs, { endpoint }, issuer, hash] = await Promise.all([
      startDocs(request).then((docs) => docs && register(docs)),
      bootstrapped(
        request.emulator ?? startAws(awsOf(request)).then(register),
        request,
        deployment,
      ),
      startIssuer(key, request.ports.issuer).then(register),
      synthesize(deployment),
    ]);
    await writeSecrets(request, endpoint);
    const stack = await deploy(endpoint, hash, deployment);
    await uploadTemplates(endpoint, stack.BucketName);
    return { outputs: await outputsOf(request, stack, { endpoint, issuer, key }), docs, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function register<Part extends { stop(): Promise<void> }>(part: Part): Promise<Part> {
    started.push(part);
    if (stopping) await stop(); // another part failed while this one started
    return part;
  }
}

function configOf({ ports, realDocs, config }: StackRequest): object {
  const origin = realDocs?.gatewayUrl ?? `http://127.0.0.1:${ports.gateway}`;
  return {
    docs: {
      url: realDocs?.url ?? `http://127.0.0.1:${ports.docs}`,
      tokenHeader: realDocs?.tokenHeader,
      legacyCommands: realDocs?.legacyCommands,
      inboxSecretName: INBOX_SECRET,
      outboxSecretName: OUTBOX_SECRET,
    },
    auth: {
      issuer: `http://127.0.0.1:${ports.issuer}`,
      audience: [AUDIENCE],
      tenantClaim: TENANT_CLAIM,
    },
    commands: { shared: true }, // allows every document key
    allowedOrigins: [LOOPBACK_ORIGIN],
    publicUrl: `${origin}/_aws/execute-api/${API_ID}`,
    // The pages read the token from the address, so nobody signs in.
    pages: { clientId: 'local', scopes: SCOPES.split(' ') },
    maxInFlight: CONVERTERS,
    tags: { 'ms-custom-id': API_ID },
    ...config,
  };
}

async function startDocs(request: StackRequest): Promise<DocsServer | undefined> {
  if (request.realDocs) return undefined;
  const engine = await installEngine({ onProgress: request.onProgress });
  return startDocsServer({
    port: request.ports.docs,
    secrets: request.secrets,
    converters: CONVERTERS,
    engine: async () => engine,
  });
}

function awsOf({ folder, ports, keep, realDocs, onProgress }: StackRequest): AwsRequest {
  const open = realDocs !== undefined;
  const storageOrigin = realDocs?.gatewayUrl;
  return { folder, port: ports.gateway, keep, open, storageOrigin, onProgress };
}

async function bootstrapped(
  starting: Emulator | Promise<Emulator>,
  { realDocs }: StackRequest,
  deployment: Deployment,
): Promise<Emulator> {
  const emulator = await starting;
  if (realDocs) await checkGatewayUrl(realDocs);
  await bootstrap(emulator.endpoint, deployment);
  return emulator;
}

async function writeSecrets({ realDocs, secrets }: StackRequest, endpoint: string): Promise<void> {
  await writeSecret(endpoint, INBOX_SECRET, realDocs?.secret ?? secrets.inbox);
  await writeSecret(endpoint, OUTBOX_SECRET, realDocs?.secret ?? secrets.outbox);
}

async function outputsOf(
  { realDocs, secrets, ports }: StackRequest,
  stack: StackOutputs,
  {
    endpoint,
    issuer,
    key,
  }: { endpoint: string; issuer: Issuer; key: Parameters<typeof signToken>[0] },
): Promise<Outputs> {
  const claims = { scope: SCOPES, tenant: 'default', subject: 'local' };
  return {
    apiUrl: stack.ApiUrl,
    bucket: stack.BucketName,
    buildsQueueUrl: stack.BuildsQueueUrl,
    commandsQueueUrl: stack.CommandsQueueUrl ?? null,
    busName: stack.BusName,
    awsEndpoint: endpoint,
    docsUrl: realDocs?.url ?? `http://127.0.0.1:${ports.docs}`,
    token: await signToken(key, issuer.url, claims),
    outboxSecret: realDocs?.secret ?? secrets.outbox,
    internal: { stateMachineArn: stack.StateMachineArn, tableName: stack.TableName },
  };
}
