import { type Instrumented, instrument } from './instrument.ts';
import type { InstrumentOptions } from './state.ts';

/**
 * Instruments a script, to find what it does in Docs. This module has the parser; it is loaded when it is needed.
 *
 * @returns undefined if the script is nested too deeply
 */
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
