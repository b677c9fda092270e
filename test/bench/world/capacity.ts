import type { docsState } from '../../support/docs/docs-state.ts';
import type { EmulatorRest } from './emulator-rest.ts';

export type Capacity = {
  /** Of the embedded Docs; a real Docs has its own. */
  converters: number;
  /** Builds that the gateway and the direct client have in Docs at the same time. */
  limit: number;
};

type LambdaFunction = {
  FunctionName: string;
  Environment?: { Variables?: Record<string, string> };
};

const PATH = '/2015-03-31/functions';

/** Changes the setting `maxInFlight` of a running stack, and the converters of the embedded Docs. */
export async function setCapacity(
  rest: EmulatorRest,
  docs: ReturnType<typeof docsState> | undefined,
  { converters, limit }: Capacity,
): Promise<void> {
  await docs?.setConverters(converters);
  const { Functions } = await rest.send<{ Functions: LambdaFunction[] }>(
    'lambda',
    'GET',
    `${PATH}/?MaxItems=1000`,
  );
  for (const { FunctionName, Environment } of Functions) {
    const Variables = Environment?.Variables;
    if (!Variables?.MAX_IN_FLIGHT) continue;
    await rest.send('lambda', 'PUT', `${PATH}/${FunctionName}/configuration`, {
      Environment: { Variables: { ...Variables, MAX_IN_FLIGHT: String(limit) } },
    });
  }
}
