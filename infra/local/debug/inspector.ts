import inspector from 'node:inspector';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Opens Node's inspector on this machine. While Node waits for a debugger it runs no JavaScript, so no
 * listener of a signal either: they are taken off, so that Ctrl-C ends the process.
 *
 * @param wait whether to return only when a debugger has attached
 */
export function openInspector(port: number, wait: boolean): void {
  const listeners = SIGNALS.flatMap((signal) =>
    process.rawListeners(signal).map((listener) => ({ signal, listener })),
  );
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  inspector.open(port, '127.0.0.1', wait);
  for (const { signal, listener } of listeners)
    process.on(signal, listener as NodeJS.SignalsListener);
}
