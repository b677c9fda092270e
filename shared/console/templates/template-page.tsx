import type { Template } from '../../client/types.ts';
import { ArgumentEditor } from '../form/argument-editor.tsx';
import { argumentText, readArgument } from '../form/argument-text.ts';
import { firstValue } from '../form/first-value.ts';
import { Loaded, Notice, Problem } from '../parts/notice.tsx';
import { useSession } from '../parts/session.tsx';
import { Time } from '../parts/time.tsx';
import { useDraft } from '../parts/use-draft.tsx';
import { useLoad } from '../parts/use-load.tsx';
import { hrefOf } from '../route.ts';
import { RunPanel } from '../run/run-panel.tsx';
import { useStart } from '../run/use-start.tsx';
import { fieldErrors } from '../words/explain-error.ts';

export function TemplatePage({ name }: { name: string }) {
  const { gateway } = useSession();
  const [load, again] = useLoad((signal) => gateway.template(name, { signal }), [name]);
  return (
    <article aria-labelledby="page-title">
      <p class="back">
        <a href={hrefOf({ page: 'templates' })}>← Templates</a>
      </p>
      {load.state !== 'done' && <h1 id="page-title">{name}</h1>}
      <Loaded load={load} what="the template" again={again}>
        {(template) => <TemplateView template={template} />}
      </Loaded>
    </article>
  );
}

function TemplateView({ template }: { template: Template }) {
  const { name, schema, sample } = template;
  const first = argumentText(sample ?? firstValue(schema, schema));
  const [text, setText] = useDraft(`template.${name}`, first);
  const { id, error, isStarting, start, follow } = useStart(`template.${name}`);
  const read = readArgument(text);
  const build = () => {
    if ('value' in read) void start({ template: name, argument: read.value });
  };
  const actions = (
    <>
      {sample !== null && text !== argumentText(sample) && (
        <button type="button" class="button" onClick={() => setText(argumentText(sample))}>
          Fill in the sample
        </button>
      )}
      <button
        type="button"
        class="button button-primary"
        disabled={isStarting || 'fault' in read}
        onClick={build}
      >
        {isStarting ? 'Sending …' : 'Build'}
      </button>
    </>
  );
  return (
    <>
      <TemplateHead template={template} />
      <div class="work">
        <div class="work-main">
          <section class="card" aria-labelledby="argument-title">
            <ArgumentEditor
              {...{ text, schema, actions }}
              errors={fieldErrors(error)}
              onText={setText}
              startsWithForm={schema !== null}
            />
          </section>
        </div>
        <section class="work-side" aria-label="Result">
          {error !== undefined && <Problem error={error} />}
          {id && <RunPanel key={id} id={id} onStarted={follow} />}
          {!id && error === undefined && (
            <Notice title="Nothing was built yet">
              <p>Fill in the argument and build. The files appear here.</p>
            </Notice>
          )}
        </section>
      </div>
    </>
  );
}

function TemplateHead({ template }: { template: Template }) {
  const { name, title, description, version, updatedAt, inputs, outputs, schema } = template;
  return (
    <>
      <div class="page-head">
        <div>
          <h1 id="page-title">{title ?? name}</h1>
          {description && <p>{description}</p>}
        </div>
      </div>
      <p class="small muted template-facts">
        <span>
          <code>{name}</code>, version <code>{version}</code>, replaced <Time at={updatedAt} />
        </span>
        {inputs.length > 0 && <span>Reads {namesOf(inputs)}</span>}
        {outputs.length > 0 && <span>Saves {namesOf(outputs)}</span>}
        {schema === null && <span>It has no schema: any argument is accepted.</span>}
      </p>
    </>
  );
}

function namesOf(files: readonly { name: string | null }[]): string {
  return [...new Set(files.map(({ name }) => name ?? 'a file whose name is computed'))].join(', ');
}
