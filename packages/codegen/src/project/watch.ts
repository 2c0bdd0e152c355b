import { setTimeout as pause } from 'node:timers/promises';
import { isOnNetwork, shownPath } from '../source-position.ts';
import type { Output } from './generate-project.ts';
import { changedFiles, referencedFiles, type Signatures, signaturesOf } from './source-files.ts';

/** What is done after each change, and which files it depends on. */
export interface Watched {
  /** The files that are always watched: the settings, which may not exist yet. */
  readonly always: readonly string[];
  /** The root document and its overlays, as the settings name them now. @throws if the settings have faults. */
  readonly roots: () => Promise<readonly string[]>;
  /** Generates; reports its own faults. @returns the files that it has read, unless it had faults. */
  readonly run: () => Promise<readonly string[] | undefined>;
}

/**
 * Generates at once, and again after each change of a file that the result depends on, until the signal aborts.
 *
 * No change is lost: the states of all files are taken before a run reads them, so a change during the run differs from them
 * afterwards. Files are polled, which sees changes in containers and on network drives, too; 100 files take 2 ms.
 */
export async function watchFiles({ always, roots, run }: Watched, { out }: Output, signal: AbortSignal) {
  let read: readonly string[] = [];
  while (!signal.aborted) {
    // With faults in the settings, the files of the last run.
    const named = await roots().catch(() => undefined);
    const files = new Set([...always, ...(named ? await referencedFiles(named) : read), ...read]);
    const before = await signaturesOf(files);
    read = (await run()) ?? read;
    // The text of a file does not show every reference.
    const unseen = read.filter((file) => !before.has(file) && !isOnNetwork(file));
    const states = new Map([...before, ...(await signaturesOf(unseen))]);
    if (signal.aborted) return;
    out(`Watching ${states.size} files. Press Ctrl+C to end.\n`);
    const changed = await nextChange(states, signal);
    for (const file of changed.slice(0, SHOWN_FILES)) out(`${shownPath(file)} has changed.\n`);
    if (changed.length > SHOWN_FILES) out(`${changed.length - SHOWN_FILES} more files have changed.\n`);
  }
}

const POLL_MS = 150;
const SHOWN_FILES = 3;

/** Waits until files differ from their states, and then until they rest. @returns those that differ; none if it was aborted. */
async function nextChange(states: Signatures, signal: AbortSignal): Promise<string[]> {
  let last = states;
  for (;;) {
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return [];
    const now = await signaturesOf(states.keys());
    const changed = changedFiles(states, now);
    // An editor that saves, or a checkout of many files, takes several steps.
    if (changed.length > 0 && changedFiles(last, now).length === 0) return changed;
    last = now;
  }
}
