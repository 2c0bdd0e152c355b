import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** A run of turbo. */
export interface Step {
  /** What it does, such as `Building`. */
  readonly name: string;
  readonly args: readonly string[];
}

/** What a run depends on; tests pass their own. */
export interface Surroundings {
  /** The file of turbo. */
  readonly turbo: string;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, on which a line can be written over. */
  readonly isTerminal: boolean;
}

/** What `start` needs: the inputs of `build` are hashed before it runs, so that `generate` comes before it. */
export const GENERATE: Step = { name: 'Generating', args: ['generate'] };
export const BUILD: Step = { name: 'Building', args: ['build'] };

/**
 * Runs steps one after the other without the output of turbo: with a line of progress if one takes long, and with everything that
 * its failing tasks have written if one fails.
 *
 * @returns the exit code: 0, or that of the step that failed.
 */
export async function runQuietly(
  steps: readonly Step[],
  surroundings: Surroundings = SURROUNDINGS,
): Promise<number> {
  for (const step of steps) {
    const { code, lines } = await runStep(step, surroundings);
    if (code === 0) continue;
    surroundings.err(`${step.name} failed:\n\n${failuresIn(lines).join('\n')}\n`);
    return code;
  }
  return 0;
}

/**
 * The lines of the tasks that failed, each once, with the name of its package; all lines if none can be found.
 *
 * @param lines what turbo has written.
 */
export function failuresIn(lines: readonly string[]): readonly string[] {
  const failed = new Set(
    lines.flatMap((line) => /^(\S+): \[ELIFECYCLE\] Command failed with/.exec(line)?.[1] ?? []),
  );
  const seen = new Set<string>();
  const found = lines.flatMap((line) => {
    const [, task = '', text = ''] = /^(\S+): ?(.*)$/.exec(line) ?? [];
    if (!failed.has(task) || NOISE.test(text) || seen.has(text)) return [];
    // Two tasks that read the same file report the same.
    if (text !== '') seen.add(text);
    return [`${task.replace(/^@[^/]+\//, '')}: ${text}`];
  });
  return found.length > 0 ? found : lines;
}

const NOISE = /^(\$ |\[ELIFECYCLE\]|cache (hit|miss),)/;

const SURROUNDINGS: Surroundings = {
  turbo: createRequire(import.meta.url).resolve('turbo/bin/turbo'),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
};

async function runStep({ name, args }: Step, { turbo, err, isTerminal }: Surroundings) {
  // `new-only` names each task that it begins.
  const child = spawn(process.execPath, [turbo, 'run', ...args, '--output-logs=new-only'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let task = '';
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      task = /^(?:@[^/]+\/)?(\S+):\S+: cache miss, executing/.exec(line)?.[1] ?? task;
    });
  const startedAt = performance.now();
  let isShown = false;
  const show = () => {
    if (!isTerminal && isShown) return;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    err(isTerminal ? `${CLEAR_LINE}${name} ${task} … ${seconds} s` : `${name} …\n`);
    isShown = true;
  };
  const timer = setInterval(show, SHOW_EVERY_MS);
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(1);
    });
    // After the last line of its output.
    child.once('close', (status) => resolve(status ?? 1));
  });
  clearInterval(timer);
  if (isTerminal && isShown) err(CLEAR_LINE);
  return { code, lines };
}

// ECMA-48: back to the first column, and erase the line.
const CLEAR_LINE = '\r\u001b[K';

// What is cached takes less.
const SHOW_EVERY_MS = 1_000;
