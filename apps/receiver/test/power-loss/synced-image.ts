import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const SOURCE = fileURLToPath(new URL('synced-image.c', import.meta.url));

const HOW_TO_OBSERVE = 'It takes Linux and gcc (Debian: apt-get install gcc libc6-dev).';

/**
 * Compiles the library that keeps an image of what has been synced, for one file of tests.
 *
 * @param what is not tested without it, for the message.
 * @returns its path, or `undefined` if it cannot be compiled.
 * @throws Error in CI, where everything is tested.
 */
export function compileLibrary(what: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'synced-image-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const library = join(folder, 'synced-image.so');
  try {
    if (process.platform !== 'linux') throw new Error(`this is ${process.platform}`);
    execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl', '-lpthread']);
    return library;
  } catch (cause) {
    if (process.env['CI']) throw new Error(`${what} cannot be tested. ${HOW_TO_OBSERVE}`, { cause });
    console.warn(`${what} is not tested. ${HOW_TO_OBSERVE}`);
    return undefined;
  }
}

/** An image of what has been synced of a folder. */
export interface SyncedImage {
  /** Environment variables of the process whose syncs are observed. */
  readonly environment: Readonly<Record<string, string>>;
  /** All syncs that have returned, in their order. */
  readonly syncs: () => Sync[];
  /** Writes what is in the image to a folder, as a machine finds it when the power is back. */
  readonly restore: (target: string) => void;
}

/** One sync of a file, or of the folder. */
interface Sync {
  /** Milliseconds, by the clock of `process.hrtime` in every process of the machine. */
  readonly at: number;
  readonly file: string;
}

/**
 * Begins an image.
 *
 * @param folder the folder that is observed: absolute, without symbolic links.
 * @param image an empty folder for the image, which is made if it does not exist.
 */
export function beginImage(library: string, folder: string, image: string): SyncedImage {
  mkdirSync(join(image, 'objects'), { recursive: true });
  return {
    environment: { LD_PRELOAD: library, SYNCED_FOLDER: folder, SYNCED_IMAGE: image },
    syncs: () =>
      linesOf(join(image, 'log')).map((line) => {
        const [nanoseconds = '', file = ''] = line.split(' ');
        return { at: Number(BigInt(nanoseconds) / 1_000n) / 1_000, file };
      }),
    restore(target) {
      mkdirSync(target, { recursive: true });
      for (const line of linesOf(join(image, 'list'))) {
        const [object = '', file = ''] = line.split(' ');
        const content = join(image, 'objects', object);
        if (existsSync(content)) copyFileSync(content, join(target, file));
        else writeFileSync(join(target, file), '');
      }
    },
  };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
