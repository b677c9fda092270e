import type { FieldError } from '../../client/types.ts';
import { type Field, fieldOf, type Property } from './field.ts';
import { FieldInput } from './field-input.tsx';
import { firstValue } from './first-value.ts';
import { type Path, pointerOf, valueAt, withValueAt } from './values.ts';

type SchemaFormProps = {
  schema: unknown;
  value: unknown;
  errors: readonly FieldError[];
  onChange: (value: unknown) => void;
};

/** What all fields of one form share. */
type Form = SchemaFormProps;

/** A form for a value that a JSON Schema describes. What it cannot ask for is written as JSON. */
export function SchemaForm(form: SchemaFormProps) {
  const field = fieldOf(form.schema, form.schema);
  if (field.kind === 'object')
    return <Properties form={form} path={[]} properties={field.properties} />;
  return <FieldView form={form} path={[]} schema={form.schema} name="Argument" required />;
}

type PlaceProps = { form: Form; path: Path };

function Properties({ form, path, properties }: PlaceProps & { properties: Property[] }) {
  return (
    <div class="form-fields">
      {properties.map((property) => (
        <FieldView key={property.name} form={form} path={[...path, property.name]} {...property} />
      ))}
    </div>
  );
}

type FieldViewProps = PlaceProps & { schema: unknown; name: string; required: boolean };

function FieldView({ form, path, schema, name, required }: FieldViewProps) {
  const field = fieldOf(schema, form.schema);
  const value = valueAt(form.value, path);
  const pointer = pointerOf(path);
  const error = form.errors.find((each) => 'pointer' in each && each.pointer === pointer)?.detail;
  const set = (next: unknown) => form.onChange(withValueAt(form.value, path, next));
  const label = field.title ?? name;
  if (field.kind === 'object' && (required || value !== undefined)) {
    return (
      <fieldset class="group">
        <legend>{label}</legend>
        <Hint field={field} error={error} />
        <Properties form={form} path={path} properties={field.properties} />
        {!required && <RemoveButton label={label} onRemove={() => set(undefined)} />}
      </fieldset>
    );
  }
  if (field.kind === 'object') {
    return (
      <div>
        <button
          type="button"
          class="button button-small"
          onClick={() => set(firstValue(schema, form.schema))}
        >
          Add {label}
        </button>
      </div>
    );
  }
  if (field.kind === 'list') {
    return <ListView {...{ form, path, field, label, error }} onItems={set} />;
  }
  return <FieldInput {...{ field, value, label, required, error }} onValue={set} />;
}

function Hint({ field, error }: { field: Field; error: string | undefined }) {
  return (
    <>
      {field.description && <p class="field-hint">{field.description}</p>}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

type ListViewProps = PlaceProps & {
  field: Field & { kind: 'list' };
  label: string;
  error: string | undefined;
  onItems: (items: unknown) => void;
};

function ListView({ form, path, field, label, error, onItems }: ListViewProps) {
  const value = valueAt(form.value, path);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const { kind } = fieldOf(field.items, form.schema);
  const isLarge = kind === 'object' || kind === 'list';
  const add = () => onItems([...items, firstValue(field.items, form.schema) ?? null]);
  return (
    <fieldset class="group">
      <legend>{label}</legend>
      <Hint field={field} error={error} />
      <div class="group-items">
        {items.map((_, position) => (
          <div
            key={String(position)}
            class={isLarge ? 'group-item group-item-large' : 'group-item'}
          >
            <FieldView
              form={form}
              path={[...path, position]}
              schema={field.items}
              name={`${label} ${position + 1}`}
              required
            />
            <RemoveButton
              label={`${label} ${position + 1}`}
              disabled={items.length <= field.minItems}
              onRemove={() => onItems(items.filter((_item, each) => each !== position))}
            />
          </div>
        ))}
        <div>
          <button
            type="button"
            class="button button-small"
            disabled={items.length >= field.maxItems}
            onClick={add}
          >
            Add<span class="sr-only"> to {label}</span>
          </button>
        </div>
      </div>
    </fieldset>
  );
}

type RemoveProps = { label: string; disabled?: boolean; onRemove: () => void };

function RemoveButton({ label, disabled = false, onRemove }: RemoveProps) {
  return (
    <button type="button" class="button button-small" disabled={disabled} onClick={onRemove}>
      Remove<span class="sr-only"> {label}</span>
    </button>
  );
}
