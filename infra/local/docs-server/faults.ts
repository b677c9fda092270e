/** The requests that a connection fault applies to; without `on` it applies to all of them. */
export type Place = 'builder' | 'command' | 'results' | 'health';

/** A fault that a test can switch on. */
export type Fault = {
  /** How often it applies before it is removed; without it, it applies until it is cleared. */
  times?: number;
} & (
  | { name: 'silent'; on?: Place } // accepts the request and never answers
  | { name: 'slow'; on?: Place; seconds: number } // answers, but later
  | { name: 'drop'; on?: Place } // closes the connection without an answer
  | { name: 'html'; on?: Place } // a page with status 200 instead of an answer
  | { name: 'cut-json'; on?: Place } // only the first half of the answer
  | { name: 'status'; on?: Place; status: number; retryAfter?: string }
  | { name: 'error'; on?: 'builder' | 'command'; error: number } // {"error":n}, with any number
  | { name: 'lose-task' } // accepts a build and answers end:false for ever
  | { name: 'other-key' } // answers with a key that Docs chose, as versions before 7.3 do
  | { name: 'expired-links' }
  | { name: 'no-length' } // files come without content-length
  | { name: 'cut-result'; bytes: number } // the connection breaks after so many bytes of a file
  | { name: 'failed-save' } // an edited document cannot be saved: status 3 or 7
  | { name: 'corrupted-save' } // a saved file is damaged: status 3 or 7, with its link
  | { name: 'lost-save' } // the save of a file ends without a callback
  | { name: 'prefix-storage' } // forgotten files in S3: a key also means every key that begins with it
);

export type FaultName = Fault['name'];

type Named<N extends FaultName> = Extract<Fault, { name: N }>;

export type Faults = ReturnType<typeof faultBox>;

/** The faults that are switched on. If several match, the first one applies. */
export function faultBox() {
  const on: Fault[] = [];

  function take<N extends FaultName>(name: N, place?: Place): Named<N> | undefined {
    const fits = (fault: Fault): fault is Named<N> =>
      fault.name === name && (!('on' in fault) || !fault.on || fault.on === place);
    const fault = on.find(fits);
    if (fault?.times !== undefined && --fault.times <= 0) on.splice(on.indexOf(fault), 1);
    return fault;
  }

  return {
    add: (...faults: Fault[]) => void on.push(...structuredClone(faults)),
    /** Switches off the faults with one name, or all. */
    clear(name?: FaultName) {
      for (const fault of [...on]) {
        if (name === undefined || fault.name === name) on.splice(on.indexOf(fault), 1);
      }
    },
    list: (): Fault[] => structuredClone(on),
    /** The fault that applies now, if any; this uses up one of its `times`. */
    take,
  };
}
