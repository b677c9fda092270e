import type { Build } from '../../../shared/build/build.ts';

export type GatewayClient = ReturnType<typeof gatewayClient>;

/** A caller of the gateway. */
export function gatewayClient(apiUrl: string, token: string) {
  const authorization = `Bearer ${token}`;

  async function call<Body>(method: string, path: string, prefer?: string, body?: object) {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...(prefer && { prefer }) },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (await response.json()) as Body;
  }

  const succeeded = (build: Build): Build => {
    if (build.status === 'succeeded') return build;
    throw new Error(`build ${build.id} is ${build.status}: ${JSON.stringify(build.error)}`);
  };

  return {
    /** Requests a build and does not wait for it. */
    request: (script: string) => call<Build>('POST', '/v1/builds', undefined, { script }),
    /** Requests a build and waits for its end. */
    async build(script: string): Promise<Build> {
      let build = await call<Build>('POST', '/v1/builds', 'wait=25', { script });
      while (build.endedAt === null)
        build = await call<Build>('GET', `/v1/builds/${build.id}`, 'wait=25');
      return succeeded(build);
    },
    command: (params: object) => call('POST', '/v1/commands', undefined, params),
  };
}
