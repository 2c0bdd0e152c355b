import { EVENT_TYPES } from '@partner-webhooks/types';
import { Select } from './select.tsx';

/**
 * A choice of an event type of the contract, or none.
 *
 * @param value also one that has left the contract.
 * @param none what it means to choose none.
 */
export function EventTypeSelect({
  label = 'Event type',
  none,
  value,
  onChange,
}: {
  readonly label?: string;
  readonly none?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  return <Select label={label} none={none} values={EVENT_TYPES} value={value} onChange={onChange} />;
}
