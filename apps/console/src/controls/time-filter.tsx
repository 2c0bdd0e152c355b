import { fromInput, toInput } from './time-input.ts';
import { useTimeZone } from './time-zone.ts';

/** The ends of a range of time; without one, it is open. */
export interface TimeRange {
  readonly receivedFrom?: string | undefined;
  readonly receivedTo?: string | undefined;
}

/** The two ends of the time in which something was received. */
export function TimeFilter({
  value,
  onChange,
}: {
  readonly value: TimeRange;
  readonly onChange: (changed: TimeRange) => void;
}) {
  return (['receivedFrom', 'receivedTo'] as const).map((name) => (
    <TimeField
      key={name}
      label={name === 'receivedFrom' ? 'Received from' : 'Received before'}
      value={value[name]}
      onChange={(changed) => onChange({ [name]: changed })}
    />
  ));
}

/** A time of a filter, in the zone that is chosen for this browser. */
export function TimeField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (changed: string | undefined) => void;
}) {
  const [zone] = useTimeZone();
  return (
    <label className="field">
      <span>
        {label} ({zone})
      </span>
      <input
        type="datetime-local"
        step="1"
        value={toInput(value, zone)}
        onChange={({ target }) => onChange(fromInput(target.value, zone))}
      />
    </label>
  );
}
