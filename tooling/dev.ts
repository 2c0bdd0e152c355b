import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { BUILD, GENERATE, runQuietly } from './quiet-tasks.ts';
import { debounce, type Restartable, restartable } from './restartable.ts';

// `pnpm dev`: regenerates after each change of the contract, restarts the receiver after each change of its code, builds the
// documentation again, and serves the console from its sources. What one program writes has its name in front. Ctrl+C ends all. A contract with faults is reported, and
// what was generated last goes on running.

/** A program that runs as long as this one. */
interface Part {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const CODEGEN = join(root, 'packages/codegen/bin/codegen.cjs');
const WATCH = [CODEGEN, 'generate', '--watch'];

// Serves the console from its sources, at a port of its own.
const VITE = join(root, 'node_modules/vite/bin/vite.js');

const parts: readonly Part[] = [
  { name: 'types', folder: 'packages/types', args: WATCH },
  { name: 'admin-api', folder: 'packages/admin-api', args: WATCH },
  { name: 'generate', folder: 'apps/receiver', args: WATCH },
  { name: 'console', folder: 'apps/console', args: [VITE] },
];
const width = Math.max(...['docs', 'receiver', ...parts.map(({ name }) => name)].map(({ length }) => length));
const children = new Set<ChildProcess>();
let isEnding = false;
// What the receiver is made of.
const WATCHED = [
  'apps/receiver/src',
  'packages/inbox/src',
  'packages/request/src',
  'packages/types/generated',
];
// A run writes several files.
const DEBOUNCE_MS = 300;
let docsState: 'idle' | 'building' | 'stale' = 'idle';

// As the programs are when they are started by pnpm; the inbox of the receiver stays where `pnpm start` has it.
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  DATABASE_URL: process.env['DATABASE_URL'] ?? `file:${join(root, 'data/inbox.db')}`,
};
mkdirSync(join(root, 'data'), { recursive: true });

const code = await runQuietly([GENERATE, BUILD]);
if (code !== 0) process.exit(code);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
for (const part of parts)
  run(part, (code) => !isEnding && write(part.name, `has ended with exit code ${code}`));
watchReceiver(restartable(startReceiver));
buildDocs();
watchDocs();

/** Starts a program, in a process group of its own so that Ctrl+C reaches it once. */
function run({ name, folder, args }: Part, onExit: (code: number | null) => void): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd: join(root, folder),
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => line !== '' && write(name, line));
  child.once('exit', (code) => {
    children.delete(child);
    onExit(code);
  });
  return child;
}

function write(name: string, line: string): void {
  process.stdout.write(`${styleText('cyan', name.padEnd(width))} │ ${line}\n`);
}

/** Ends all programs; a second signal kills them. */
function end(): void {
  const signal = isEnding ? 'SIGKILL' : 'SIGTERM';
  isEnding = true;
  for (const { pid } of children) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  }
}

function startReceiver(): ChildProcess | undefined {
  if (isEnding) return undefined;
  const part = { name: 'receiver', folder: 'apps/receiver', args: ['--conditions=source', 'src/main.ts'] };
  return run(part, (code) => {
    // Without a code it was ended to be started again.
    if (!isEnding && code !== 0 && code !== null)
      write('receiver', 'has ended, and starts again after the next change');
  });
}

/** Restarts the receiver. Not by `node --watch`: it sends messages of its own to the threads that the program talks to. */
function watchReceiver({ restart }: Restartable): void {
  const changed = debounce(DEBOUNCE_MS, () => {
    if (isEnding) return;
    write('receiver', 'restarts, because its code has changed');
    restart();
  });
  for (const folder of WATCHED) watch(join(root, folder), { recursive: true }, changed).unref();
}

/** Builds the documentation; a receiver serves what was built last. */
function buildDocs(): void {
  if (isEnding) return;
  if (docsState !== 'idle') {
    docsState = 'stale';
    return;
  }
  docsState = 'building';
  run({ name: 'docs', folder: 'apps/docs', args: ['--conditions=source', 'src/build.ts'] }, (code) => {
    const isStale = docsState === 'stale';
    docsState = 'idle';
    if (isEnding) return;
    write('docs', code === 0 ? 'has been built' : 'could not be built: the last one stays');
    if (isStale) buildDocs();
  });
}

/** The site is made of what is generated, so that a contract with faults does not reach it; and of the documents. */
function watchDocs(): void {
  let timer: NodeJS.Timeout | undefined;
  const rebuild = (): void => {
    clearTimeout(timer);
    timer = setTimeout(buildDocs, DEBOUNCE_MS);
  };
  const generated = join(root, 'packages/types/generated');
  if (existsSync(generated))
    watch(generated, (_event, file) => {
      if (file === 'openapi.yaml' || file === 'openapi.json') rebuild();
    }).unref();
  for (const folder of ['docs', 'apps/docs/src'])
    watch(join(root, folder), { recursive: true }, rebuild).unref();
}
