import type { ComponentChildren } from 'preact';
import type { FieldError } from '../../client/types.ts';
import { explainError, fieldErrors } from '../words/explain-error.ts';
import type { Load } from './use-load.tsx';

type NoticeProps = {
  tone?: 'plain' | 'bad' | 'warn' | 'good';
  title: string;
  children?: ComponentChildren;
};

export function Notice({ tone = 'plain', title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`}>
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** An error in words, read aloud, with a button that tries again. */
export function Problem({ error, again }: { error: unknown; again?: (() => void) | undefined }) {
  const { kind, title, detail, requestId } = explainError(error);
  return (
    <div role="alert">
      <Notice tone={kind === 'missing' ? 'plain' : 'bad'} title={title}>
        <p>{detail}</p>
        <WrongValues error={error} />
        {requestId && (
          <p class="muted small">
            Request <code>{requestId}</code>
          </p>
        )}
        {again && (
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        )}
      </Notice>
    </div>
  );
}

function WrongValues({ error }: { error: unknown }) {
  const errors = fieldErrors(error);
  if (errors.length === 0) return null;
  return (
    <ul class="small">
      {errors.map((each) => (
        <li key={JSON.stringify(each)}>
          <code>{placeOf(each)}</code> {each.detail}
        </li>
      ))}
    </ul>
  );
}

function placeOf(error: FieldError): string {
  const { pointer, parameter, header } = error as Record<string, string | undefined>;
  return pointer ?? parameter ?? header ?? '';
}

/** What is shown before something is loaded. */
export function Loading({ what, isSlow = false }: { what: string; isSlow?: boolean }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {isSlow ? `Still loading ${what}. The gateway is slow to answer.` : `Loading ${what} …`}
    </p>
  );
}

type LoadedProps<Value> = {
  load: Load<Value>;
  what: string;
  again: () => void;
  children: (value: Value) => ComponentChildren;
};

/** What was loaded, or the words for why it is not there yet. */
export function Loaded<Value>({ load, what, again, children }: LoadedProps<Value>) {
  if (load.state === 'loading') return <Loading what={what} isSlow={load.isSlow} />;
  if (load.state === 'failed') return <Problem error={load.error} again={again} />;
  return <>{children(load.value)}</>;
}
