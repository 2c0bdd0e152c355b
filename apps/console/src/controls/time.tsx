import { formatTime, useTimeZone } from './time-zone.ts';

/** A time in the chosen zone. Its tooltip has it in the other one. */
export function Time({ at, precision }: { readonly at: string; readonly precision?: 's' | 'ms' }) {
  const [zone] = useTimeZone();
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatTime(date, zone === 'UTC' ? 'local' : 'UTC', 'ms')} className="time">
      {formatTime(date, zone, precision)}
    </time>
  );
}
