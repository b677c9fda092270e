import { useEffect, useId, useState } from 'preact/hooks';
import { argumentText } from './argument-text.ts';
import type { Field } from './field.ts';

export type FieldInputProps = {
  field: Field;
  value: unknown;
  label: string;
  required: boolean;
  error: string | undefined;
  onValue: (value: unknown) => void;
};

/** One control with its label, its description and what is wrong with its value. */
export function FieldInput(props: FieldInputProps) {
  const { field, label, required, error } = props;
  const id = useId();
  const about = { id, 'aria-describedby': `${id}-about`, 'aria-invalid': error !== undefined };
  return (
    <div class="field">
      <label for={id} class="field-label">
        {label}
        {!required && <span class="field-needed"> (optional)</span>}
      </label>
      <Control {...props} about={about} />
      <span id={`${id}-about`}>
        {field.description && <span class="field-hint">{field.description} </span>}
        {error && (
          <span class="field-error" role="alert">
            {error}
          </span>
        )}
      </span>
    </div>
  );
}

type About = { id: string; 'aria-describedby': string; 'aria-invalid': boolean };
type ControlProps = FieldInputProps & { about: About };

function Control(props: ControlProps) {
  switch (props.field.kind) {
    case 'text':
      return <TextInput {...props} />;
    case 'number':
      return <NumberInput {...props} />;
    case 'boolean':
      return <CheckInput {...props} />;
    case 'choice':
      return <ChoiceInput {...props} options={props.field.options} />;
    default:
      return <JsonInput {...props} />;
  }
}

/** An optional field that is emptied is left out of the argument. */
function TextInput({ field, value, required, about, onValue }: ControlProps) {
  const text = typeof value === 'string' ? value : '';
  const { long, date } = field as Field & { kind: 'text' };
  const set = (next: string) => onValue(next === '' && (!required || date) ? undefined : next);
  if (long || text.includes('\n')) {
    return <textarea {...about} value={text} onInput={(event) => set(event.currentTarget.value)} />;
  }
  const shared = { ...about, value: text };
  if (date) {
    return <input {...shared} type="date" onInput={(event) => set(event.currentTarget.value)} />;
  }
  return (
    <input
      {...shared}
      type="text"
      autoComplete="off"
      onInput={(event) => set(event.currentTarget.value)}
    />
  );
}

/** Keeps what is typed, such as `1.`, which is not the text of a number yet. */
function NumberInput({ field, value, about, onValue }: ControlProps) {
  const { integer, minimum, maximum } = field as Field & { kind: 'number' };
  const [text, setText] = useState(typeof value === 'number' ? String(value) : '');
  useEffect(() => {
    if (typeof value === 'number') setText((now) => (Number(now) === value ? now : String(value)));
  }, [value]);
  return (
    <input
      {...about}
      type="number"
      step={integer ? 1 : 'any'}
      min={minimum}
      max={maximum}
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        const { valueAsNumber } = currentTarget;
        onValue(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
      }}
    />
  );
}

function CheckInput({ value, about, onValue }: ControlProps) {
  return (
    <input
      {...about}
      type="checkbox"
      checked={value === true}
      onChange={({ currentTarget }) => onValue(currentTarget.checked)}
    />
  );
}

function ChoiceInput({
  value,
  required,
  about,
  options,
  onValue,
}: ControlProps & { options: unknown[] }) {
  const chosen = options.indexOf(value);
  return (
    <select
      {...about}
      value={String(chosen)}
      onChange={({ currentTarget }) => onValue(options[Number(currentTarget.value)])}
    >
      {(chosen === -1 || !required) && <option value="-1">Choose</option>}
      {options.map((option, position) => (
        <option key={String(position)} value={String(position)}>
          {typeof option === 'string' ? option : JSON.stringify(option)}
        </option>
      ))}
    </select>
  );
}

function JsonInput({ value, about, onValue }: ControlProps) {
  const [text, setText] = useState(value === undefined ? '' : argumentText(value));
  const [fault, setFault] = useState('');
  const set = (next: string) => {
    setText(next);
    try {
      onValue(next.trim() === '' ? undefined : JSON.parse(next));
      setFault('');
    } catch {
      setFault('This is not JSON yet.');
    }
  };
  return (
    <>
      <textarea
        {...about}
        class="textarea-code"
        spellcheck={false}
        value={text}
        placeholder="JSON"
        onInput={(event) => set(event.currentTarget.value)}
      />
      {fault && <span class="field-error">{fault}</span>}
    </>
  );
}
