import { useEffect, useState } from 'preact/hooks';
import { hrefOf, type ListFilter } from '../route.ts';
import { STATUSES, type Status, statusWord } from '../words/status.ts';

/** Filters of the list. They are in the address, so that a view can be kept and sent. */
export function BuildFilters({ filter }: { filter: ListFilter }) {
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <search>
      <form class="filters" aria-label="Filter builds" onSubmit={(e) => e.preventDefault()}>
        <label class="field">
          <span>Status</span>
          <select
            value={filter.status ?? ''}
            onChange={({ currentTarget }) =>
              show({ ...filter, status: currentTarget.value as Status })
            }
          >
            <option value="">Any</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {statusWord(status)}
              </option>
            ))}
          </select>
        </label>
        <TextFilter
          label="Template"
          value={filter.template}
          onValue={(template) => show({ ...filter, template })}
        />
        <TextFilter
          label="Correlation id"
          value={filter.correlationId}
          onValue={(correlationId) => show({ ...filter, correlationId })}
        />
        {isFiltered && (
          <a class="button button-plain" href={hrefOf({ page: 'builds', filter: {} })}>
            Clear
          </a>
        )}
      </form>
    </search>
  );
}

function show(filter: ListFilter): void {
  location.hash = hrefOf({ page: 'builds', filter });
}

type TextFilterProps = {
  label: string;
  value: string | undefined;
  onValue: (value: string) => void;
};

/** A name to filter by, taken when Enter is pressed or the field is left. */
function TextFilter({ label, value = '', onValue }: TextFilterProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        placeholder="Any"
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onChange={() => text.trim() !== value && onValue(text.trim())}
      />
    </label>
  );
}
