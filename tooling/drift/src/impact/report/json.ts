import type { Impact } from '../impact.ts';

/** The report for programs: one object. */
export function jsonReport(impact: Impact): string {
  return `${JSON.stringify(impact)}\n`;
}

/** The impact without ids of notifications: for reports that others can read. */
export function withoutIds(impact: Impact): Impact {
  return JSON.parse(JSON.stringify(impact, (key, value) => (key === 'ids' ? undefined : value)));
}
