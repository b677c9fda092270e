import { useEffect } from 'preact/hooks';
import type { ListedTemplate } from '../../client/types.ts';
import { useSession } from '../parts/session.tsx';
import { useLoad } from '../parts/use-load.tsx';

type SchemaChoiceProps = {
  name: string;
  onName: (name: string) => void;
  onSchema: (schema: unknown) => void;
};

/** Chooses the template whose schema makes the form of an argument. */
export function SchemaChoice({ name, onName, onSchema }: SchemaChoiceProps) {
  const { gateway } = useSession();
  const [list] = useLoad(async (signal) => {
    const items: ListedTemplate[] = [];
    for await (const item of gateway.templates({ signal })) items.push(item);
    return items;
  }, []);
  const [template] = useLoad(
    async (signal) => (name ? (await gateway.template(name, { signal })).schema : null),
    [name],
  );
  useEffect(() => {
    if (template.state === 'done') onSchema(template.value);
  }, [template, onSchema]);
  const names = list.state === 'done' ? list.value : [];
  return (
    <label class="field">
      <span>Form from the schema of a template</span>
      <select value={name} onChange={({ currentTarget }) => onName(currentTarget.value)}>
        <option value="">{list.state === 'loading' ? 'Loading templates …' : 'None'}</option>
        {names.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name}
          </option>
        ))}
      </select>
      {list.state === 'failed' && (
        <span class="field-error">The templates could not be loaded.</span>
      )}
      {template.state === 'failed' && (
        <span class="field-error">The template could not be loaded.</span>
      )}
    </label>
  );
}
