import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EventType } from '@partner-webhooks/types';

/** A sequence of events of the domain, as a file in `scenarios/` describes it. */
export interface Scenario {
  readonly summary: string;
  /**
   * What the platform sends, in the order of the events: each an event type and its payload. A string that begins with
   * `$` is a variable; see `renderScenario`.
   */
  readonly notifications: readonly Readonly<Partial<Record<EventType, object>>>[];
  /** The state of a receiver when everything has been handled. */
  readonly ends: {
    /** The number of handled notifications. */
    readonly handled: number;
    /** The last known status of each subject, by event type. */
    readonly lastKnown: Readonly<Partial<Record<EventType, Readonly<Record<string, string>>>>>;
  };
}

/** The names of all scenarios. */
export async function scenarioNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files.map((file) => basename(file, '.yaml')).sort();
}

/** @param name one of `scenarioNames()`. */
export async function readScenario(name: string): Promise<Scenario> {
  const text = await readFile(new URL(`${name}.yaml`, FOLDER), 'utf8');
  // Loaded by those that read one, so that other commands start sooner.
  const { parse } = await import('yaml');
  // A test validates every file.
  return parse(text, { merge: true });
}

const FOLDER = new URL('../scenarios/', import.meta.url);
