import { AWS_KEYS, REGION } from '../emulator/emulator.ts';

/** A function as it is deployed to the emulator. */
export type Deployed = { name: string; variables: Record<string, string>; timeoutSeconds: number };

type Configuration = {
  FunctionName: string;
  Timeout: number;
  Environment: { Variables: Record<string, string> };
};

/** Makes the emulator post a function's events to this address instead of running its code. */
const PROXY_URL = 'MINISTACK_LAMBDA_PROXY_URL';
/** As long as a function may run on AWS. */
const DEBUG_SECONDS = 900;

/**
 * The function that is made from a file of `functions/`.
 *
 * @param file `api/get-build`
 * @throws {Error} when the local stack has none
 */
export async function findDeployed(endpoint: string, file: string): Promise<Deployed> {
  const { Functions } = (await call(endpoint, '/?MaxItems=100')) as { Functions: Configuration[] };
  const [room, base = ''] = file.split('/');
  // CDK names a function after its construct, without hyphens, and appends two random parts.
  const name = new RegExp(`${base.replaceAll('-', '')}[0-9A-F]{8}-[0-9A-F]+$`);
  const sameName = Functions.filter(({ FunctionName }) => name.test(FunctionName));
  const found =
    sameName.length === 1
      ? sameName[0]
      : sameName.find(
          ({ Environment }) => 'QUEUE_URL' in Environment.Variables === (room === 'queue'),
        );
  if (!found) throw new Error(`The local stack has no function for functions/${file}.ts.`);
  return originalOf(found);
}

/** As it was before a debugger that was killed had changed it. */
function originalOf({ FunctionName, Timeout, Environment }: Configuration): Deployed {
  const { [PROXY_URL]: url, ...variables } = Environment.Variables;
  const changed = url && new URL(url).searchParams.get('timeoutSeconds');
  return { name: FunctionName, variables, timeoutSeconds: changed ? Number(changed) : Timeout };
}

/** Sends a function's events to an address of this machine, and gives it 15 minutes to answer. */
export async function redirect(endpoint: string, to: Deployed, url: string): Promise<void> {
  const target = new URL(url);
  target.searchParams.set('timeoutSeconds', `${to.timeoutSeconds}`); // so that it can be restored
  const variables = { ...to.variables, [PROXY_URL]: target.href };
  await configure(endpoint, { ...to, variables, timeoutSeconds: DEBUG_SECONDS });
}

/** Makes the emulator run the function's own code again. */
export function restore(endpoint: string, deployed: Deployed): Promise<void> {
  return configure(endpoint, deployed);
}

async function configure(
  endpoint: string,
  { name, variables, timeoutSeconds }: Deployed,
): Promise<void> {
  const body = JSON.stringify({
    Timeout: timeoutSeconds,
    Environment: { Variables: variables },
  });
  await call(endpoint, `/${name}/configuration`, { method: 'PUT', body });
}

/** The emulator accepts this key without checking its signature. */
async function call(endpoint: string, path: string, init: RequestInit = {}): Promise<unknown> {
  const scope = `${AWS_KEYS.accessKeyId}/20260101/${REGION}/lambda/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const url = `${endpoint}/2015-03-31/functions${path}`;
  const response = await fetch(url, { ...init, headers: { authorization } });
  if (!response.ok) throw new Error(`The emulator refused ${path}: ${await response.text()}`);
  return response.json();
}
