import { EVENT_TYPES } from '@partner-webhooks/types';

/** A choice of an event type of the contract, or all. @param value also one that has left the contract. */
export function EventTypeSelect({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const known: readonly string[] = EVENT_TYPES;
  return (
    <label className="field">
      <span>Event type</span>
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">All</option>
        {value !== undefined && !known.includes(value) && <option value={value}>{value}</option>}
        {known.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
