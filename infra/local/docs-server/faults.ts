/** Which requests a fault of the connection strikes; without `on`: all of them. */
export type Place = 'builder' | 'command' | 'results' | 'health';

/** What can go wrong on purpose. */
export type Fault = {
  /** Strikes this often and is then gone; without it, until it is cleared. */
  times?: number;
} & (
  | { name: 'silent'; on?: Place } // takes the request and never answers
  | { name: 'slow'; on?: Place; seconds: number } // answers, but later
  | { name: 'drop'; on?: Place } // closes the connection without an answer
  | { name: 'html'; on?: Place } // a page with status 200 instead of an answer
  | { name: 'cut-json'; on?: Place } // only the first half of the answer
  | { name: 'status'; on?: Place; status: number; retryAfter?: string }
  | { name: 'error'; on?: 'builder' | 'command'; error: number } // {"error":n}, known or not
  | { name: 'lose-task' } // takes a build and says end:false to it for ever
  | { name: 'other-key' } // answers with a key of its own, as versions before 7.3 do
  | { name: 'expired-links' }
  | { name: 'no-length' } // results come without content-length
  | { name: 'cut-result'; bytes: number } // the connection breaks after so many bytes of a result
  | { name: 'failed-save' } // no file of an edited document: status 3 or 7
  | { name: 'corrupted-save' } // a file that Docs does not trust: status 3 or 7, with its link
  | { name: 'lost-save' } // the making of a file ends, and nobody hears of it
  | { name: 'prefix-storage' } // forgotten files in S3: a key stands for all that begin with it
);

export type FaultName = Fault['name'];

type Named<N extends FaultName> = Extract<Fault, { name: N }>;

export type Faults = ReturnType<typeof faultBox>;

/** The faults that are switched on. The first that fits strikes. */
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
    /** Switches off the faults of one name, or all. */
    clear(name?: FaultName) {
      for (const fault of [...on]) {
        if (name === undefined || fault.name === name) on.splice(on.indexOf(fault), 1);
      }
    },
    list: (): Fault[] => structuredClone(on),
    /** The fault to let happen now, if any; one of its `times` is used up. */
    take,
  };
}
