/**
 * Runs a command-line tool: the first Ctrl-C aborts its signal, so that it can clean up, and a second
 * one ends the process; an error is printed as its message alone, with exit code 1.
 */
export async function runTool(main: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort());
  }
  await main(stopping.signal).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
