import type { ComponentChildren } from 'preact';
import type { Build } from '../../client/types.ts';
import { Elapsed, Time } from '../parts/time.tsx';
import { between, durationText } from '../words/times.ts';

/** When a build was created, started and ended, and what its time was spent on. */
export function BuildSteps({ build }: { build: Build }) {
  const { createdAt, startedAt, endedAt, status } = build;
  const waited = between(createdAt, startedAt ?? endedAt);
  const ran = between(startedAt, endedAt);
  return (
    <section class="card steps-card" aria-label="Times">
      <ol class="steps plain-list">
        <Step name="Created" at={createdAt} />
        <Step
          name="Started"
          at={startedAt}
          note={startedAt && waited !== undefined && `waited ${durationText(waited)}`}
        >
          {status === 'queued' && (
            <>
              waits for a free slot, <Elapsed since={createdAt} />
            </>
          )}
        </Step>
        <Step name="Ended" at={endedAt} note={ran !== undefined && `ran for ${durationText(ran)}`}>
          {status === 'running' && startedAt && (
            <>
              Docs runs the script, <Elapsed since={startedAt} />
            </>
          )}
        </Step>
      </ol>
      {waited !== undefined && ran !== undefined && <TimeBar waited={waited} ran={ran} />}
    </section>
  );
}

type StepProps = {
  name: string;
  at: string | null;
  note?: string | false | null;
  children?: ComponentChildren;
};

function Step({ name, at, note, children }: StepProps) {
  return (
    <li class={at ? 'step step-done' : 'step'}>
      <span class="step-name">{name}</span>
      <span class="step-time num">{at ? <Time at={at} full /> : children || '–'}</span>
      {note && <span class="small muted">{note}</span>}
    </li>
  );
}

/** How a build's time divides into waiting and running. */
function TimeBar({ waited, ran }: { waited: number; ran: number }) {
  const all = Math.max(1, waited + ran);
  return (
    <div class="time-bar">
      <div class="time-bar-track" aria-hidden="true">
        <span class="time-bar-wait" style={{ flexGrow: String(waited / all) }} />
        <span class="time-bar-run" style={{ flexGrow: String(ran / all) }} />
      </div>
      <p class="small muted">
        <span class="key key-wait" aria-hidden="true" /> {durationText(waited)} waiting
        <span class="key key-run" aria-hidden="true" /> {durationText(ran)} in Docs and copying
        files, {durationText(waited + ran)} in all
      </p>
    </div>
  );
}
