import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { FieldError } from '../../client/types.ts';
import { argumentText, readArgument } from './argument-text.ts';
import { SchemaForm } from './schema-form.tsx';

type ArgumentEditorProps = {
  /** The argument as JSON, as it is written. */
  text: string;
  /** The schema of the form; null if there is none. */
  schema: unknown;
  errors: readonly FieldError[];
  onText: (text: string) => void;
  /** How the reader chooses a schema, shown with the form. */
  choice?: ComponentChildren;
  startsWithForm?: boolean;
  /** What can be done with the argument, at the head of its card. */
  actions?: ComponentChildren;
};

/** An argument, written as JSON or filled into a form. */
export function ArgumentEditor(props: ArgumentEditorProps) {
  const { text, schema, errors, onText, choice, startsWithForm = false, actions } = props;
  const [isForm, setForm] = useState(startsWithForm);
  const canForm = schema !== null || choice !== undefined;
  const read = readArgument(text);
  return (
    <>
      <div class="row row-between row-wrap card-head">
        <h2 id="argument-title">Argument</h2>
        <div class="row row-wrap">
          {canForm && <FormTabs isForm={isForm} onForm={setForm} />}
          {actions}
        </div>
      </div>
      {isForm && canForm ? (
        <div class="form-fields">
          {choice}
          {'fault' in read ? (
            <p class="field-error">The JSON has a mistake. Mend it there first: {read.fault}</p>
          ) : (
            schema !== null && (
              <SchemaForm
                schema={schema}
                value={read.value}
                errors={errors}
                onChange={(value) => onText(argumentText(value))}
              />
            )
          )}
        </div>
      ) : (
        <JsonField text={text} fault={'fault' in read ? read.fault : undefined} onText={onText} />
      )}
    </>
  );
}

function FormTabs({ isForm, onForm }: { isForm: boolean; onForm: (isForm: boolean) => void }) {
  return (
    <div class="tabs">
      <button type="button" class="tab" aria-pressed={!isForm} onClick={() => onForm(false)}>
        JSON
      </button>
      <button type="button" class="tab" aria-pressed={isForm} onClick={() => onForm(true)}>
        Form
      </button>
    </div>
  );
}

type JsonFieldProps = { text: string; fault: string | undefined; onText: (text: string) => void };

function JsonField({ text, fault, onText }: JsonFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <textarea
        class="textarea-code"
        aria-label="Argument as JSON"
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? id : undefined}
        rows={Math.min(24, Math.max(5, text.split('\n').length + 1))}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      {fault && (
        <span id={id} class="field-error" role="alert">
          This is not JSON: {fault}
        </span>
      )}
    </div>
  );
}
