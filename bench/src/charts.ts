import { type Bar, barChart } from './chart.ts';
import { VALIDATORS } from './compared-validators.ts';
import { STORING_NAMES } from './contenders.ts';
import { counted, measured } from './markdown.ts';
import type { Group, Results } from './results.ts';

/** The charts of `docs/performance.md` by file name, without those that have no result. */
export function charts({ receive, postgres, generate, validators }: Results): Record<string, string> {
  const [validating, storing] = receive?.groups ?? [];
  return {
    ...(validating && { 'performance-receive.svg': throughputChart(validating) }),
    ...(storing && { 'performance-durable.svg': throughputChart(storing) }),
    ...(postgres && {
      'performance-postgres.svg': barChart(
        'Storing in PostgreSQL (notifications per second)',
        postgres.rows.map(({ name, perSecond }) =>
          bar(name, perSecond, name.startsWith(STORING_NAMES.inbox)),
        ),
      ),
    }),
    ...(generate && {
      'performance-generate.svg': barChart(
        'Time to generate, as a program (ms)',
        generate.rows.flatMap(({ webhooks, cold: { ours, alone } }) => [
          bar(`${webhooks} webhooks: types, validators, receiver`, ours.median, true),
          bar(`${webhooks} webhooks: openapi-typescript alone`, alone.median, false),
        ]),
      ),
    }),
    ...(validators && {
      'performance-first-verdict.svg': barChart(
        'Time from the start to the first verdict (ms)',
        validators.rows.map(({ name, readyIn }) => bar(name, readyIn.median, name === VALIDATORS[0].name)),
      ),
      'performance-size.svg': barChart(
        'Size of a program, minified and compressed (bytes)',
        validators.sizes.map(({ name, gzipped }) => ({
          name,
          value: gzipped,
          text: counted(gzipped),
          ours: !VALIDATORS.some((validator) => name.startsWith(validator.name)),
        })),
      ),
    }),
  };
}

function throughputChart({ title, rows, reference }: Group): string {
  return barChart(
    `${title} (notifications per second)`,
    rows.map(({ name, perSecond }) => bar(name, perSecond, name === reference)),
  );
}

function bar(name: string, value: number, ours: boolean): Bar {
  return { name, value, text: measured(value), ours };
}
