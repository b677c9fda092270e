import type { Secrets } from '../http/tokens.ts';
import { signOutbox } from '../http/tokens.ts';
import type { Timing } from '../timing.ts';

/** What Docs says of a document. */
export type CallbackFields = {
  key: string;
  status: 1 | 2 | 3 | 4 | 6 | 7;
  url?: string;
  changesurl?: string;
  history?: object;
  users?: string[];
  /** 0 left, 1 came, 2 pressed save. */
  actions?: { type: 0 | 1 | 2; userid: string }[];
  userdata?: string;
  lastsave?: string;
  /** Null where nothing was changed at all. */
  notmodified?: boolean | null;
  /** 0 command, 1 button, 2 timer, 3 form. */
  forcesavetype?: ForcedBy;
  encrypted?: boolean;
  formsdataurl?: string;
  filetype?: string;
};

export type ForcedBy = 0 | 1 | 2 | 3;

/** A callback that was sent, as tests look at it. */
export type Callback = {
  key: string;
  status: CallbackFields['status'];
  url: string;
  /** As it went out, with its token. */
  body: CallbackFields & { token?: string };
  /** The header's token. */
  headerToken?: string;
  /** 1, and more when it is tried again. */
  attempt: number;
  sentAt: string;
  endedAt?: string;
  /** What came back; neither this nor `fault`: it is still waited for. */
  answer?: { status: number; body: string };
  /** Why nothing came back. */
  fault?: string;
  /** Whether the answer says that all is well. */
  taken: boolean;
  /** Whether Docs would try a final save again after this. */
  retryable: boolean;
};

export type CallbackOptions = { secrets: Secrets; tokenHeader: string; timing: Timing };

/** A header token as long as this makes Docs leave out what is long. */
const MAX_HEADER_TOKEN_BYTES = 7168;

export type Callbacks = ReturnType<typeof callbackSender>;

/** Sends callbacks, judges what comes back, and remembers all of it. */
export function callbackSender({ secrets, tokenHeader, timing }: CallbackOptions) {
  const log: Callback[] = [];
  const listeners = new Set<() => void>();
  const stopping = new AbortController();

  /** @param trims leaves out `changesurl` and `history` where the header would grow too long */
  async function send(url: string, fields: CallbackFields, { trims = false, attempt = 1 } = {}) {
    const { key, status } = fields;
    const said = JSON.parse(JSON.stringify(fields)) as CallbackFields; // without what is undefined
    const sent = await signed(said, trims);
    const sentAt = new Date().toISOString();
    const callback: Callback = {
      key,
      status,
      url,
      ...sent,
      attempt,
      sentAt,
      taken: false,
      retryable: false,
    };
    log.push(callback);
    Object.assign(callback, await post(callback), { endedAt: new Date().toISOString() });
    for (const listener of listeners) listener();
    return callback;
  }

  async function signed(fields: CallbackFields, trims: boolean) {
    const { outbox } = secrets;
    if (outbox === undefined) return { body: fields };
    const token = await signOutbox({ ...fields }, outbox);
    const headerToken = await signOutbox({ payload: fields }, outbox);
    if (!trims || headerToken.length < MAX_HEADER_TOKEN_BYTES) {
      return { body: { ...fields, token }, headerToken };
    }
    const { changesurl, ...short } = { ...fields, history: {} };
    return {
      body: { ...short, token },
      headerToken: await signOutbox({ payload: short }, outbox),
    };
  }

  async function post({ url, body, headerToken }: Callback): Promise<Partial<Callback>> {
    const headers = new Headers({
      'content-type': 'application/json',
      accept: 'application/json, text/plain, */*',
      'accept-encoding': 'gzip, compress, deflate, br',
      'user-agent': 'Node.js/6.13',
    });
    if (headerToken) headers.set(tokenHeader, `Bearer ${headerToken}`);
    const late = AbortSignal.timeout(timing.callbackTimeoutMs);
    const signal = AbortSignal.any([stopping.signal, late]);
    try {
      const options = { method: 'POST', headers, body: JSON.stringify(body), signal };
      const response = await fetch(url, options);
      const answer = { status: response.status, body: await response.text() };
      return { answer, taken: isTaken(answer), retryable: isPassing(answer.status) };
    } catch (error) {
      const { message, cause } = error as Error;
      const fault = cause instanceof Error ? `${message}: ${cause.message}` : message;
      return { fault, retryable: !stopping.signal.aborted };
    }
  }

  /** Ends when a callback was answered that makes `holds` true, or at once. */
  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        listeners.delete(look);
        resolve();
      };
      const stop = () => reject(new Error('Docs has stopped'));
      stopping.signal.addEventListener('abort', stop, { once: true });
      listeners.add(look);
      look();
    });
  }

  return {
    send,
    until,
    /** Of one document or all, oldest first. */
    list: (key?: string) =>
      structuredClone(log.filter((callback) => key === undefined || callback.key === key)),
    signal: stopping.signal,
    stop: () => stopping.abort(),
  };
}

/** Docs compares loosely: "0" is as good as 0. Any other success than 200 has no body for it. */
function isTaken({ status, body }: { status: number; body: string }): boolean {
  if (status !== 200) return false;
  try {
    const { error } = Object(JSON.parse(body)) as { error?: unknown };
    return error !== null && error !== undefined && Number(error) === 0;
  } catch {
    return false;
  }
}

const isPassing = (status: number) => status === 429 || (status >= 500 && status <= 599);
