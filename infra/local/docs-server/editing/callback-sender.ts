import type { Secrets } from '../http/tokens.ts';
import { signOutbox } from '../http/tokens.ts';
import type { Timing } from '../timing.ts';

/** The body of a callback. */
export type CallbackFields = {
  key: string;
  status: 1 | 2 | 3 | 4 | 6 | 7;
  url?: string;
  changesurl?: string;
  history?: object;
  users?: string[];
  /** 0: left, 1: joined, 2: pressed the save button. */
  actions?: { type: 0 | 1 | 2; userid: string }[];
  userdata?: string;
  lastsave?: string;
  /** Null if the document has no changes. */
  notmodified?: boolean | null;
  /** 0: command, 1: save button, 2: timer, 3: form. */
  forcesavetype?: ForcedBy;
  encrypted?: boolean;
  formsdataurl?: string;
  filetype?: string;
};

export type ForcedBy = 0 | 1 | 2 | 3;

/** A callback that was sent, for tests. */
export type Callback = {
  key: string;
  status: CallbackFields['status'];
  url: string;
  /** As it was sent, with its token. */
  body: CallbackFields & { token?: string };
  /** The token in the header. */
  headerToken?: string;
  /** 1, or more for a retry. */
  attempt: number;
  sentAt: string;
  endedAt?: string;
  /** The answer of the receiver. Neither `answer` nor `failure`: Docs still waits for it. */
  answer?: { status: number; body: string };
  /** Why there is no answer. */
  failure?: string;
  /** Whether the answer is a success: 200 with `error` 0. */
  taken: boolean;
  /** Whether Docs retries the callback of a final save after this. */
  retryable: boolean;
};

export type CallbackOptions = { secrets: Secrets; tokenHeader: string; timing: Timing };

/** For a header token of this length or longer, Docs leaves out the long fields. */
const MAX_HEADER_TOKEN_BYTES = 7168;

export type Callbacks = ReturnType<typeof callbackSender>;

/** Sends callbacks, checks their answers and keeps a log of both. */
export function callbackSender({ secrets, tokenHeader, timing }: CallbackOptions) {
  const log: Callback[] = [];
  const listeners = new Set<() => void>();
  const stopping = new AbortController();

  /** @param trims leaves out `changesurl` and `history` if the header token would be too long */
  async function send(url: string, fields: CallbackFields, { trims = false, attempt = 1 } = {}) {
    const { key, status } = fields;
    const defined = JSON.parse(JSON.stringify(fields)) as CallbackFields; // drops undefined fields
    const sent = await signed(defined, trims);
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
    const timeout = AbortSignal.timeout(timing.callbackTimeoutMs);
    const signal = AbortSignal.any([stopping.signal, timeout]);
    try {
      const options = { method: 'POST', headers, body: JSON.stringify(body), signal };
      const response = await fetch(url, options);
      const answer = { status: response.status, body: await response.text() };
      return { answer, taken: isTaken(answer), retryable: isTemporary(answer.status) };
    } catch (error) {
      const { message, cause } = error as Error;
      const failure = cause instanceof Error ? `${message}: ${cause.message}` : message;
      return { failure, retryable: !stopping.signal.aborted };
    }
  }

  /** Resolves once `isTrue` returns true; checks at once and after each answered callback. */
  function until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isTrue()) return;
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
    /** The callbacks of one document, or of all, oldest first. */
    list: (key?: string) =>
      structuredClone(log.filter((callback) => key === undefined || callback.key === key)),
    signal: stopping.signal,
    stop: () => stopping.abort(),
  };
}

/** Docs compares loosely: "0" equals 0. It ignores the body of any status but 200. */
function isTaken({ status, body }: { status: number; body: string }): boolean {
  if (status !== 200) return false;
  try {
    const { error } = Object(JSON.parse(body)) as { error?: unknown };
    return error !== null && error !== undefined && Number(error) === 0;
  } catch {
    return false;
  }
}

const isTemporary = (status: number) => status === 429 || (status >= 500 && status <= 599);
