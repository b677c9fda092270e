import { explainScript } from '../explain-script.ts';
import type { Place } from '../place.ts';
import { type Instrumented, type InstrumentOptions, instrument } from './instrument.ts';

/** What can be read off a script that failed, or the script that reports it. */
export type Reading =
  | { at: Place & { message: string } }
  | { instrumented: Instrumented }
  /** The script is nested too deeply. */
  | { unread: true };

/**
 * Reads a script that failed in Docs, to find where. This module has the parser; it is loaded when a script
 * failed.
 */
export function readOrInstrument(script: string, options: InstrumentOptions): Reading {
  // A script that ran too long may have been stopped before a part that is not JavaScript.
  const at = options.loopsEndAfterMs === undefined ? explainScript(script) : undefined;
  if (at) return { at };
  const instrumented = tryToInstrument(script, options);
  return instrumented ? { instrumented } : { unread: true };
}

/** @returns undefined if the script is nested too deeply */
export function tryToInstrument(
  script: string,
  options: InstrumentOptions,
): Instrumented | undefined {
  try {
    return instrument(script, options);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
