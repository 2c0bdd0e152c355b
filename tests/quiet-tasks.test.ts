import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failuresIn, runQuietly } from '../tooling/quiet-tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'quiet-tasks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a step with a program in place of turbo. @returns the exit code and what was written. */
async function run(program: string, isTerminal = false) {
  const turbo = join(folder, 'turbo.cjs');
  writeFileSync(turbo, program);
  let written = '';
  const code = await runQuietly([{ name: 'Building', args: ['build'] }], {
    turbo,
    isTerminal,
    err: (text) => {
      written += text;
    },
  });
  return { code, written };
}

// What turbo 2.11 writes.
const FAILED = `
   • turbo 2.11.9
   • Packages in scope: @partner-webhooks/receiver, @partner-webhooks/types
   • Running generate in 2 packages

@partner-webhooks/receiver:generate: cache miss, executing 365955e8bf1bc647
@partner-webhooks/types:generate: cache miss, executing 34066d963ebbb795
@partner-webhooks/inbox:generate: $ codegen generate
@partner-webhooks/types:generate: $ codegen generate
@partner-webhooks/receiver:generate: $ codegen generate
@partner-webhooks/receiver:generate: TransferStatus.yaml:1: expected one of array, found "strin"
@partner-webhooks/receiver:generate:   at the end
@partner-webhooks/receiver:generate: [ELIFECYCLE] Command failed with exit code 2.
@partner-webhooks/types:generate: TransferStatus.yaml:1: expected one of array, found "strin"
@partner-webhooks/types:generate: [ELIFECYCLE] Command failed with exit code 2.
@partner-webhooks/inbox:generate: [ELIFECYCLE] Command failed.

 Tasks:    0 successful, 3 total
Failed:    @partner-webhooks/receiver#generate
`;

describe('a step', () => {
  it('that succeeds at once writes nothing', async () => {
    expect(await run('console.log("noise"); console.error("noise");')).toEqual({ code: 0, written: '' });
  });

  it('that takes long says so in one line', async () => {
    expect(await run('setTimeout(() => {}, 2_300)')).toEqual({ code: 0, written: 'Building …\n' });
  });

  it('on a terminal shows which package, and erases that', async () => {
    const { written } = await run(
      'console.log("@partner-webhooks/inbox:build: cache miss, executing 1"); setTimeout(() => {}, 1_400)',
      true,
    );
    expect(written).toBe('\r\u001b[KBuilding inbox … 1 s\r\u001b[K');
  });

  it('that fails writes what its failing tasks wrote, once, and has their exit code', async () => {
    const { code, written } = await run(
      `process.stdout.write(${JSON.stringify(FAILED)}); process.exitCode = 2;`,
    );
    expect(code).toBe(2);
    expect(written).toBe(
      'Building failed:\n\nreceiver:generate: TransferStatus.yaml:1: expected one of array, found "strin"\nreceiver:generate:   at the end\n',
    );
  });

  it('that cannot run writes everything', async () => {
    const { code, written } = await run('throw new Error("no such task")');
    expect(code).toBe(1);
    expect(written).toContain('Error: no such task');
  });
});

it('empty lines of a failing task stay', () => {
  const lines = ['a', '', 'b', ''].map((text) => `@partner-webhooks/x:build: ${text}`.trimEnd());
  const failed = '@partner-webhooks/x:build: [ELIFECYCLE] Command failed with exit code 1.';
  expect(failuresIn([...lines, failed])).toEqual(['x:build: a', 'x:build: ', 'x:build: b', 'x:build: ']);
});
