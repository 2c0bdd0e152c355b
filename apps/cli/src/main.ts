import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { systemClock } from '@partner-webhooks/simulator';
import { EXIT } from './command-error.ts';
import { run } from './program.ts';

// A reader that closes the pipe, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`The output cannot be written: ${error.message}\n`);
  process.exit(EXIT.failed);
});
// A message that is not read changes nothing.
process.stderr.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  // It respects NO_COLOR, FORCE_COLOR and whether the stream is a terminal.
  style: (format, text) => styleText(format, text, { stream: process.stdout }),
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
  clock: systemClock,
  random: Math.random,
  async startReceiver(settings) {
    // A receiver outlives the reader of its log.
    process.stdout.removeAllListeners('error');
    Object.assign(process.env, settings);
    await import(import.meta.resolve('@partner-webhooks/receiver/main.js'));
  },
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
});

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const aborted = new AbortController();
  // Ctrl+C and Ctrl+D are answers too: no.
  lines.once('SIGINT', () => aborted.abort()).once('close', () => aborted.abort());
  try {
    return await lines.question(question, { signal: aborted.signal });
  } catch {
    process.stderr.write('\n');
    return '';
  } finally {
    lines.close();
  }
}
