import type { Copied, CopyProgress } from '@partner-webhooks/inbox';
import { createProgressLine } from './progress-line.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The result of a copy: each table with its rows and its checksum, which both sides have computed. */
export function copyReport({ outcome, written, tables, handlerTables }: Copied): string {
  const rows = tables.map(({ table: name, rows: count, sha256 }) => [name, String(count), sha256]);
  const compared = rows.length > 0 ? table(['TABLE', 'ROWS', 'SHA-256 OF BOTH SIDES'], rows) : '';
  const left =
    handlerTables.length > 0
      ? `Not copied, because they belong to your handlers: ${handlerTables.join(', ')}.\n`
      : '';
  return `${compared}${SENTENCES[outcome](counted(written))}\n${left}`;
}

const SENTENCES: Readonly<Record<Copied['outcome'], (written: string) => string>> = {
  copied: (written) =>
    `The copy is complete: ${written} rows written, and all rows of both sides are the same.`,
  present: () => 'The database had the same inbox already: nothing was written.',
  prepared: (written) =>
    `Prepared: ${written} rows written. Stop the receiver, and run the command again without --prepare.`,
};

/** Shows how far a copy is. */
export interface ShownProgress {
  readonly show: (progress: CopyProgress) => void;
  /** Ends the line. */
  readonly end: () => void;
}

/** Shows the steps of a copy. */
export function createCopyProgress(terminal: Terminal): ShownProgress {
  const { clock } = terminal;
  let line = createProgressLine(terminal);
  let step: CopyProgress['step'] | undefined;
  let startedAt = 0;
  return {
    show(progress) {
      if (progress.step !== step) {
        step = progress.step;
        startedAt = clock.monotonicMs();
        line.end();
        line = createProgressLine(terminal);
      }
      line.show(() => lineOf(progress, clock.monotonicMs() - startedAt));
    },
    end: () => line.end(),
  };
}

function lineOf({ step, table: name, rows, total }: CopyProgress, elapsedMs: number): string {
  const perSecond = (rows / elapsedMs) * 1_000;
  const share = total > 0 ? Math.floor((rows / total) * 100) : 100;
  const left = perSecond > 0 ? `, ${durationText((total - rows) / perSecond)} left` : '';
  return `${VERBS[step]} ${name}: ${counted(rows)} of ${counted(total)} rows (${share} %), ${counted(Math.round(perSecond))}/s${left}`;
}

const VERBS: Readonly<Record<CopyProgress['step'], string>> = { copy: 'copying', verify: 'comparing' };

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
