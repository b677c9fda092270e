import { createServer } from 'node:http';
import { AUDIENCE } from '../../../infra/local/issuer.ts';
import type { EmulatorRest } from './emulator-rest.ts';

/** Answers an HTTP API at once; reports every other event to the beacon, with the time of its start. */
const CODE = `
exports.handler = async (event) => {
  const at = Date.now();
  console.log('called');
  if (event.requestContext) return { statusCode: 200, body: '{}' };
  const body = JSON.stringify({ at });
  await fetch(process.env.BEACON_URL, { method: 'POST', body });
  return {};
};`;

/**
 * A function that does nothing, behind an HTTP API with the authorizer of the gateway. When it is invoked in
 * another way, it reports when it started.
 */
export async function openBeacon(
  rest: EmulatorRest,
  { issuerUrl, name, role }: { issuerUrl: string; name: string; role: string },
) {
  let started = Promise.withResolvers<number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    started.resolve((JSON.parse(String(Buffer.concat(chunks))) as { at: number }).at);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const functionArn = await rest.createFunction(name, {
    code: CODE,
    role,
    variables: { BEACON_URL: `http://127.0.0.1:${port}` },
  });
  const api = await createApi(rest, name, functionArn, issuerUrl);
  return {
    functionArn,
    /** Of the HTTP API; `GET /` invokes the function. */
    apiPath: `/_aws/execute-api/${api}/`,
    /** Runs `trigger`. @returns the milliseconds from its call to the start of the function */
    async millisecondsToStart(trigger: () => Promise<unknown>): Promise<number> {
      started = Promise.withResolvers();
      const since = Date.now();
      await trigger();
      return (await started.promise) - since;
    },
    async close(): Promise<void> {
      await rest.send('apigateway', 'DELETE', `/v2/apis/${api}`);
      await rest.deleteFunction(name);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Beacon = Awaited<ReturnType<typeof openBeacon>>;

async function createApi(
  rest: EmulatorRest,
  name: string,
  functionArn: string,
  issuerUrl: string,
): Promise<string> {
  const create = <Answer>(path: string, body: object) =>
    rest.send<Answer>('apigateway', 'POST', `/v2/apis${path}`, body);
  const { apiId } = await create<{ apiId: string }>('', { name, protocolType: 'HTTP' });
  const { integrationId } = await create<{ integrationId: string }>(`/${apiId}/integrations`, {
    integrationType: 'AWS_PROXY',
    integrationUri: functionArn,
    payloadFormatVersion: '2.0',
  });
  const { authorizerId } = await create<{ authorizerId: string }>(`/${apiId}/authorizers`, {
    name,
    authorizerType: 'JWT',
    identitySource: ['$request.header.Authorization'],
    jwtConfiguration: { issuer: issuerUrl, audience: [AUDIENCE] },
  });
  await create(`/${apiId}/routes`, {
    routeKey: 'GET /',
    target: `integrations/${integrationId}`,
    authorizationType: 'JWT',
    authorizerId,
  });
  await create(`/${apiId}/stages`, { stageName: '$default', autoDeploy: true });
  return apiId;
}
