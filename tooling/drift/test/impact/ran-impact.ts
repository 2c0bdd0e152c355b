import { isAbsolute, join } from 'node:path';
import type { Impact } from '../../src/impact/impact.ts';
import { run } from '../../src/impact/program.ts';

/** What a run of `drift:impact` has written, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `drift:impact` in a folder, without the handlers. */
export async function runImpact(
  folder: string,
  args: readonly string[],
  {
    isTerminal = false,
    environment = {},
  }: { isTerminal?: boolean; environment?: Record<string, string> } = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await run(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal,
    environment,
    readFile: async () => undefined,
    resolvePath: (path) => (isAbsolute(path) ? path : join(folder, path)),
    now: () => new Date(),
  });
  return { code, out, err };
}

/** The impact by its JSON. @throws Error if there is none. */
export async function impactOf(
  folder: string,
  args: readonly string[],
): Promise<Impact & { readonly code: number }> {
  const { code, out, err } = await runImpact(folder, ['--no-handlers', '--json', ...args]);
  if (out === '') throw new Error(err);
  return { ...(JSON.parse(out) as Impact), code };
}
