import { useSyncExternalStore } from 'react';
import { readStored, store } from './browser-storage.ts';

/** How times are shown: as the clock on the wall says, or as the log files of the receiver do. */
export const TIME_ZONES = ['local', 'UTC'] as const;

export type TimeZone = (typeof TIME_ZONES)[number];

const KEY = 'time-zone';
const watchers = new Set<() => void>();

/** The time zone of this browser's console, and how it is changed. */
export function useTimeZone(): [TimeZone, (zone: TimeZone) => void] {
  return [useSyncExternalStore(watch, stored), choose];
}

/**
 * A time to the second, or to the millisecond, in a zone: the same digits for every language, so that they sort and compare. A local
 * time that the clock on the wall shows twice, when it is set back, has its difference from UTC.
 */
export function formatTime(date: Date, zone: TimeZone, precision: 's' | 'ms' = 's'): string {
  const offset = date.getTimezoneOffset();
  const shifted = zone === 'UTC' ? date : new Date(date.getTime() - offset * 60_000);
  const text = shifted.toISOString().replace('T', ' ');
  const digits = text.slice(0, precision === 'ms' ? 23 : 19);
  if (zone === 'UTC') return `${digits} UTC`;
  return isShownTwice(date, offset) ? `${digits} ${offsetText(offset)}` : digits;
}

/** Whether an hour, or half an hour, before or after a time its digits are the same. */
function isShownTwice(date: Date, offset: number): boolean {
  return [-60, -30, 30, 60].some(
    (minutes) => new Date(date.getTime() + minutes * 60_000).getTimezoneOffset() - offset === minutes,
  );
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${offset > 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function choose(zone: TimeZone): void {
  store(KEY, zone);
  for (const each of watchers) each();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function stored(): TimeZone {
  return readStored(KEY) === 'UTC' ? 'UTC' : 'local';
}
