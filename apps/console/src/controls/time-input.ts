import type { TimeZone } from './time-zone.ts';

/** A date-time as the value of an input of the type `datetime-local`, in a zone. */
export function toInput(at: string | undefined, zone: TimeZone): string {
  if (at === undefined) return '';
  const date = new Date(at);
  const shift = zone === 'UTC' ? 0 : date.getTimezoneOffset() * 60_000;
  return new Date(date.getTime() - shift).toISOString().slice(0, 19);
}

/** The date-time of such a value; `undefined` if it is not complete. */
export function fromInput(value: string, zone: TimeZone): string | undefined {
  const date = new Date(zone === 'UTC' ? `${value}Z` : value);
  return value === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
