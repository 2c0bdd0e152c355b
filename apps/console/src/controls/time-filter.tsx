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
  const [zone] = useTimeZone();
  return (['receivedFrom', 'receivedTo'] as const).map((name) => (
    <label key={name} className="field">
      <span>
        {name === 'receivedFrom' ? 'Received from' : 'Received before'} ({zone})
      </span>
      <input
        type="datetime-local"
        step="1"
        value={toInput(value[name], zone)}
        onChange={({ target }) => onChange({ [name]: fromInput(target.value, zone) })}
      />
    </label>
  ));
}
