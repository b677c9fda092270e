import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { table } from '../../../shared/storage/table/table.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { docx } from '../../support/docs/scripts.ts';
import { clientForLinks, localClient } from '../../support/local-client.ts';
import type { TestOutputs } from '../../support/stack/stack.ts';
import { openBeacon } from './beacon.ts';
import { type Capacity, setCapacity } from './capacity.ts';
import { directDocs } from './direct-docs.ts';
import { emulatorRest } from './emulator-rest.ts';
import { gatewayClient } from './gateway-client.ts';
import { openNaiveMachine } from './naive-machine.ts';

/** A short build: one paragraph in one file. */
export const SCRIPT = docx('A line of text', 'letter.docx');

/** All sides of the comparison, around a running stack. `close` removes what this adds to the stack. */
export async function openWorld(outputs: TestOutputs) {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const aws = { endpoint: outputs.awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const s3 = localClient(S3Client, aws);
  const rest = emulatorRest(outputs.awsEndpoint);
  const secret = process.env.DOCS_SECRET ?? outputs.test.inboxSecret;
  const isEmbedded = !process.env.DOCS_URL;
  const variables = { DOCS_URL: outputs.docsUrl, DOCS_SECRET: secret, BUCKET: outputs.bucket };
  await rest.createRole(name);
  const naive = await openNaiveMachine(rest, `${name}-naive`, { role: name, variables });
  const { issuerUrl } = outputs.test;
  const docs = isEmbedded ? docsState(outputs) : undefined;
  const beacon = await openBeacon(rest, { issuerUrl, name: `${name}-nothing`, role: name });
  return {
    name,
    outputs,
    isEmbedded,
    naive,
    beacon,
    store: { s3, bucket: outputs.bucket },
    rows: table(outputs.internal.tableName, localClient(DynamoDBClient, aws)),
    direct: directDocs(outputs.docsUrl, secret),
    gateway: gatewayClient(outputs.apiUrl, outputs.token),
    /** The embedded Docs; undefined for a real one. */
    docs,
    setCapacity: (capacity: Capacity) => setCapacity(rest, docs, capacity),
    scriptUrl: await linkToScript(s3, outputs),
    async close(): Promise<void> {
      await beacon.close();
      await naive.close();
      await rest.deleteRole(name);
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A link by which Docs downloads the script of direct builds, from where it downloads those of the gateway. */
async function linkToScript(s3: S3Client, outputs: TestOutputs): Promise<string> {
  const object = { Bucket: outputs.bucket, Key: 'bench/script.docbuilder' };
  await s3.send(new PutObjectCommand({ ...object, Body: SCRIPT }));
  // Docs may be on another machine, to which 127.0.0.1 is not this one.
  const reachable = clientForLinks({
    endpoint: process.env.GATEWAY_URL ?? outputs.awsEndpoint,
    region: REGION,
    credentials: AWS_KEYS,
  });
  return getSignedUrl(reachable, new GetObjectCommand(object), { expiresIn: 3600 });
}
