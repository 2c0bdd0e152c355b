import { useEffect, useRef, useState } from 'react';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { useTimeZone } from '../controls/time-zone.ts';
import { type NotificationSearch, STATES } from './search.ts';
import { fromInput, toInput } from './time-input.ts';

/** The filter of the list. Texts apply half a second after the last key, everything else at once. */
export function FilterBar({
  search,
  onChange,
}: {
  readonly search: NotificationSearch;
  readonly onChange: (search: NotificationSearch) => void;
}) {
  const [zone] = useTimeZone();
  const change = (part: Partial<Record<keyof NotificationSearch, unknown>>) =>
    onChange({ ...search, ...part } as NotificationSearch);
  const isFiltered = Object.keys(search).length > 0;
  return (
    <search className="filters">
      <EventTypeSelect value={search.eventType} onChange={(eventType) => change({ eventType })} />
      <label className="field">
        <span>State</span>
        <select
          value={search.state ?? ''}
          onChange={({ target }) => change({ state: target.value || undefined })}
        >
          <option value="">All</option>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <TextFilter label="Subject" value={search.subject} onChange={(subject) => change({ subject })} />
      <TextFilter label="Text" value={search.text} onChange={(text) => change({ text })} />
      {(['receivedFrom', 'receivedTo'] as const).map((name) => (
        <label key={name} className="field">
          <span>
            {name === 'receivedFrom' ? 'Received from' : 'Received before'} ({zone})
          </span>
          <input
            type="datetime-local"
            step="1"
            value={toInput(search[name], zone)}
            onChange={({ target }) => change({ [name]: fromInput(target.value, zone) })}
          />
        </label>
      ))}
      <label className="field">
        <span>Order</span>
        <select
          value={search.order ?? 'newest'}
          onChange={({ target }) => change({ order: target.value === 'oldest' ? 'oldest' : undefined })}
        >
          <option value="newest">Newest first</option>
          <option value="oldest">Oldest first</option>
        </select>
      </label>
      {search.cause !== undefined && (
        <p className="field">
          <span>Cause</span>
          <code>{search.cause}</code>
        </p>
      )}
      {isFiltered && (
        <button type="button" className="quiet" onClick={() => onChange({})}>
          Clear the filter
        </button>
      )}
    </search>
  );
}

function TextFilter({
  label,
  value = '',
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<number>(undefined);
  // The filter was changed elsewhere: cleared, or by the back button.
  useEffect(() => setText(value), [value]);
  const apply = (changed: string) => {
    clearTimeout(timer.current);
    if (changed.trim() !== value) onChange(changed.trim() || undefined);
  };
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => apply(target.value), 500);
        }}
        onKeyDown={({ key }) => key === 'Enter' && apply(text)}
        onBlur={() => apply(text)}
      />
    </label>
  );
}
