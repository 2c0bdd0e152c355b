import { EVENT_TYPES } from '@partner-webhooks/types';

/**
 * A choice of an event type of the contract, or none.
 *
 * @param value also one that has left the contract.
 * @param none what it means to choose none.
 */
export function EventTypeSelect({
  label = 'Event type',
  none = 'All',
  value,
  onChange,
}: {
  readonly label?: string;
  readonly none?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const known: readonly string[] = EVENT_TYPES;
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{none}</option>
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
