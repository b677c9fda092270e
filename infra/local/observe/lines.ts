import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import type { BusEvent } from './listener.ts';

/** One thing that happened to a build. */
export type Line = {
  /** In milliseconds since 1970. Without it, the time at which the line is printed applies. */
  at?: number;
  about: 'row' | 'execution' | 'docs' | 'file' | 'event';
  text: string;
};

/** The changes of a build's row since the last read. */
export function rowLines(before: StoredBuild | undefined, after: StoredBuild): Line[] {
  const lines: Line[] = [];
  const add = (about: Line['about'], text: string, time?: string) =>
    lines.push({ about, text, at: time === undefined ? undefined : Date.parse(time) });
  if (!before) {
    add(
      'row',
      `accepted (${after.origin}), correlation id ${after.correlationId}`,
      after.createdAt,
    );
  }
  if (after.fetches && !before) add('row', 'fetches the URLs of its request', after.createdAt);
  if (after.fetchedAt && !before?.fetchedAt) add('row', 'URLs fetched', after.fetchedAt);
  if (after.startedAt && !before?.startedAt) add('row', 'running', after.startedAt);
  if (after.docsKey && after.docsKey !== before?.docsKey) {
    add('docs', `asked under the key ${after.docsKey} from now on`);
  }
  if (after.answer && !before?.answer) {
    const seenLate = before ? undefined : after.endedAt;
    add('docs', `saved ${namesOf(after.answer.files)}`, seenLate);
  }
  if (after.endedAt && !before?.endedAt) {
    for (const { name, size, key } of after.files ?? []) {
      add('file', `${name} copied, ${size} bytes, to ${key}`, after.endedAt);
    }
    const reason = after.error ? `: ${after.error.code}, ${after.error.detail}` : '';
    add('row', `${after.status}${reason}`, after.endedAt);
  }
  return lines;
}

/** The line for an event of an execution's history; undefined for an event that adds no information. */
export function executionLine(event: HistoryEvent): Line | undefined {
  const at = event.timestamp?.getTime();
  const { type = '', stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (/^(Task|Map|Wait)StateEntered$/.test(type) && entered) {
    const { name } = readJson(entered.input) as { name?: string };
    return { at, about: 'execution', text: [entered.name, name].filter(Boolean).join(': ') };
  }
  if (type === 'TaskStateExited' && exited) return answerLine(at, readJson(exited.output));
  if (/^Execution(Started|Succeeded|Failed|Aborted|TimedOut)$/.test(type)) {
    return { at, about: 'execution', text: type.replace('Execution', '').toLowerCase() };
  }
  const failed = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
  if (!failed) return undefined;
  const { errorMessage = failed.cause } = readJson(failed.cause) as { errorMessage?: string };
  return { at, about: 'execution', text: `step failed: ${failed.error}: ${errorMessage}` };
}

/** The line for the output of a step that reports an answer of Docs or a copied file. */
function answerLine(at: number | undefined, output: StepOutput): Line | undefined {
  const { state, pauseSeconds, files = [], name, size } = output;
  if (name !== undefined && size !== undefined) {
    return { at, about: 'file', text: `${name} copied, ${size} bytes` };
  }
  if (state === 'running') {
    return { at, about: 'docs', text: `still building; asked again in ${pauseSeconds} s` };
  }
  if (state === 'done') return { at, about: 'docs', text: `done: ${namesOf(files)} to copy` };
  return undefined;
}

type StepOutput = {
  state?: string;
  pauseSeconds?: number;
  files?: string[];
  name?: string;
  size?: number;
};

/** One line about an event: its type, the tenant, what it is about, and its error if it has one. */
export function describeEvent({ source, 'detail-type': type, detail }: BusEvent): string {
  const { metadata, data = detail } = detail as {
    metadata?: { tenant?: string; correlationId?: string };
    data?: Record<string, unknown>;
  };
  const { tenant = metadata?.tenant, id, key, command, code, detail: reason, files, error } = data;
  const failure = (error ?? { code, detail: reason }) as { code?: string; detail?: string };
  const parts = [
    source === 'docs-gateway' ? type : `${type} from ${source}`,
    [tenant, id ?? key].filter(Boolean).join('/'),
    typeof command === 'object' && command ? (command as { c?: string }).c : command,
    Array.isArray(files) && files.length > 0 && countOf(files.length),
    failure.code && `${failure.code}: ${failure.detail}`,
    metadata?.correlationId && `correlation id ${metadata.correlationId}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

const countOf = (files: number) => (files === 1 ? '1 file' : `${files} files`);

const namesOf = (files: string[]) => (files.length > 0 ? files.join(', ') : 'no file');

function readJson(text: string | undefined): StepOutput {
  try {
    return JSON.parse(text ?? '{}') ?? {};
  } catch {
    return {}; // a cause may be plain text
  }
}
