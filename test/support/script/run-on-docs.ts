import { anyDocs } from '../../conformance/support/any-docs.ts';
import { scriptHost } from '../../conformance/support/script-host.ts';
import type { Run } from './run-on-engine.ts';

const TIMED_OUT = -2;

/** Runs scripts in the Docs at DOCS_URL, or in an embedded one. */
export async function startRunsOnDocs(): Promise<{ run: Run; stop: () => Promise<unknown> }> {
  const docs = await anyDocs();
  const host = await scriptHost();
  const run: Run = async (script, argument) => {
    const url = host.serve(script);
    const { error, urls = {} } = await docs.build({
      url,
      ...(argument !== undefined && { argument }),
    });
    if (error !== undefined)
      return { outcome: error === TIMED_OUT ? 'timeout' : 'failed', files: new Map() };
    const files = new Map<string, Buffer>();
    for (const [name, link] of Object.entries(urls))
      files.set(name, Buffer.from(await (await fetch(link)).arrayBuffer()));
    return { outcome: 'ok', files };
  };
  return { run, stop: () => Promise.all([docs.stop(), host.stop()]) };
}
