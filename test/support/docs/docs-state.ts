import type { Job } from '../../../infra/local/docs-server/builder/job-queue.ts';
import type { DocsState } from '../../../infra/local/docs-server/control.ts';
import type { Fault } from '../../../infra/local/docs-server/faults.ts';
import type { Secrets } from '../../../infra/local/docs-server/http/tokens.ts';
import type { Timing } from '../../../infra/local/docs-server/timing.ts';
import type { TestOutputs } from '../stack/stack.ts';

/** The control server of the embedded Docs behind the stack: reads its state and makes it fail. */
export function docsState({ test: { controlUrl } }: Pick<TestOutputs, 'test'>) {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(controlUrl + path, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response;
  }
  const read = async <Answer>(path: string) => (await (await send('GET', path)).json()) as Answer;

  return {
    state: () => read<DocsState>('/state'),
    /** Every run of a script so far, oldest first. */
    jobs: () => read<Job[]>('/jobs'),
    fail: (...faults: Fault[]) => send('POST', '/faults', faults),
    mend: () => send('DELETE', '/faults'),
    /** Changes the secrets that Docs signs and verifies with. */
    setSecrets: (secrets: Partial<Secrets>) => send('PUT', '/secrets', secrets),
    /** Changes the times after which Docs saves, retries and closes documents. */
    setTiming: (timing: Partial<Timing>) =>
      send('POST', '/sessions', { method: 'setTiming', args: [timing] }),
    /** Changes how many scripts run at once; call it while no script waits. */
    setConverters: (count: number) => send('PUT', '/converters', count),
    down: () => send('POST', '/down'),
    up: () => send('POST', '/up'),
    forgetMax: () => send('POST', '/forget-max'),
  };
}
