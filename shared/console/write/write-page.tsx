import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Build, BuildRequest } from '../../client/types.ts';
import { ArgumentEditor } from '../form/argument-editor.tsx';
import { readArgument } from '../form/argument-text.ts';
import { SchemaChoice } from '../form/schema-choice.tsx';
import { Notice, Problem } from '../parts/notice.tsx';
import { useDraft } from '../parts/use-draft.tsx';
import { RunPanel } from '../run/run-panel.tsx';
import { useStart } from '../run/use-start.tsx';
import { fieldErrors } from '../words/explain-error.ts';
import { CheckView } from './check-view.tsx';
import { findingsOf } from './findings.ts';
import { PdfOffers } from './pdf-offers.tsx';
import { FIRST_ARGUMENT, FIRST_SCRIPT } from './samples.ts';
import { ScriptEditor } from './script-editor.tsx';
import { useCheck } from './use-check.tsx';

export function WritePage() {
  const [script, setScript] = useDraft('write.script', FIRST_SCRIPT);
  const [argument, setArgument] = useDraft('write.argument', FIRST_ARGUMENT);
  const [isDebug, setDebug] = useDraft('write.debug', true);
  const [template, setTemplate] = useDraft('write.template', '');
  const [schema, setSchema] = useState<unknown>(null);
  const [goTo, setGoTo] = useState<{ line: number }>();
  const [replaceWith, setReplacement] = useState<{ text: string }>();
  const [ended, setEnded] = useState<{ build: Build; script: string }>();
  const { id, error, isStarting, start, follow } = useStart('write');
  const checked = useCheck(script);
  const findings = useMemo(() => (checked.check ? findingsOf(checked.check) : []), [checked.check]);
  const read = readArgument(argument);

  const run = (text = script) => {
    if ('fault' in read) return;
    const request: BuildRequest = {
      script: text,
      argument: read.value,
      ...(isDebug && { debug: true }),
    };
    void start(request);
  };
  const noteEnd = useCallback(
    (build: Build) => setEnded(build.endedAt === null ? undefined : { build, script }),
    [script],
  );
  const onGoTo = useCallback((line: number) => setGoTo({ line }), []);
  const failedLine = ended?.script === script ? (ended.build.error?.at?.line ?? null) : null;
  const fix = (text: string) => {
    setReplacement({ text });
    setScript(text);
    run(text);
  };
  const canRun = !isStarting && !('fault' in read);
  return (
    <section aria-labelledby="page-title">
      <div class="page-head">
        <h1 id="page-title">Write a script</h1>
      </div>
      <div class="work">
        <div class="work-main">
          <section class="card card-editor" aria-labelledby="script-title">
            <ScriptHead
              {...{ isStarting, canRun, isDebug }}
              onDebug={setDebug}
              onRun={() => run()}
            />
            <ScriptEditor
              {...{ text: script, replaceWith, findings, failedLine, goTo }}
              onChange={setScript}
              onRun={() => run()}
            />
            <CheckView checked={checked} findings={findings} onLine={onGoTo} />
          </section>
          <section class="card" aria-labelledby="argument-title">
            <ArgumentEditor
              {...{ text: argument, schema }}
              errors={fieldErrors(error)}
              onText={setArgument}
              choice={<SchemaChoice name={template} onName={setTemplate} onSchema={setSchema} />}
            />
          </section>
        </div>
        <section class="work-side" aria-label="Result">
          {error !== undefined && <Problem error={error} />}
          {id && (
            <RunPanel key={id} id={id} onBuild={noteEnd} onStarted={follow}>
              <PdfOffers
                {...{ script, outputs: checked.check?.outputs ?? [], build: ended?.build }}
                onScript={fix}
              />
            </RunPanel>
          )}
          {!id && error === undefined && <NothingYet />}
        </section>
      </div>
    </section>
  );
}

type ScriptHeadProps = {
  isStarting: boolean;
  canRun: boolean;
  isDebug: boolean;
  onDebug: (isDebug: boolean) => void;
  onRun: () => void;
};

function ScriptHead({ isStarting, canRun, isDebug, onDebug, onRun }: ScriptHeadProps) {
  return (
    <div class="row row-wrap row-between editor-head">
      <h2 id="script-title">Script</h2>
      <div class="row row-wrap">
        <label class="check small">
          <input
            type="checkbox"
            checked={isDebug}
            onChange={({ currentTarget }) => onDebug(currentTarget.checked)}
          />
          Keep the console
        </label>
        <button type="button" class="button button-primary" disabled={!canRun} onClick={onRun}>
          {isStarting ? 'Sending …' : 'Run'}
        </button>
      </div>
    </div>
  );
}

function NothingYet() {
  return (
    <Notice title="Nothing was run yet">
      <p>
        Run the script, or press Ctrl+Enter in the editor. Its files appear here; a line at which it
        fails is marked.
      </p>
    </Notice>
  );
}
