import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Copy } from './copy.ts';

/** A job of a workflow: its variables and the steps that run commands. */
export interface Job {
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** A step of a workflow that runs commands. */
interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

/** Reads a job of `.github/workflows`. */
export async function readJob(workflow: string, job: string): Promise<Job> {
  const file = fileURLToPath(new URL(`../.github/workflows/${workflow}`, import.meta.url));
  const { jobs } = parse(await readFile(file, 'utf8'));
  const { env = {}, steps } = jobs[job];
  return { env, steps: steps.filter(({ run }: Partial<Step>) => run !== undefined) };
}

/** What a step did. */
export interface StepOutcome {
  readonly name: string;
  readonly code: number;
  readonly output: string;
}

/**
 * Runs the steps of a job in a copy of the repository as a runner does: with bash, until one fails.
 *
 * @param variables of the job: their values in the workflow are expressions.
 * @param replaced the commands that run in place of those of a step, by its name.
 */
export async function runSteps(
  copy: Copy,
  { env, steps }: Job,
  { variables, replaced }: Readonly<Record<'variables' | 'replaced', Readonly<Record<string, string>>>>,
): Promise<{ readonly outcomes: readonly StepOutcome[]; readonly ghCalls: readonly string[] }> {
  const runner = await mkdtemp(join(tmpdir(), 'runner-'));
  const output = join(runner, 'output');
  const ghCalls = join(runner, 'gh-calls');
  await Promise.all([
    writeFile(output, ''),
    writeFile(ghCalls, ''),
    install(runner, 'gh', GH),
    install(runner, 'npx', NPX),
  ]);

  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const scope: Scope = { env: { ...env, ...variables }, outputs: await readOutputs(output) };
    if (step.if !== undefined && !isTrue(step.if, scope)) continue;
    const environment = {
      ...scope.env,
      ...Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, text]) => [name, expanded(text, scope)]),
      ),
      GITHUB_OUTPUT: output,
      RUNNER_TEMP: runner,
      GH_CALLS: ghCalls,
      PATH: `${runner}${delimiter}${process.env['PATH']}`,
    };
    const commands = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', replaced[step.name] ?? step.run];
    const { code, output: text } = await copy.run('bash', commands, '.', environment);
    outcomes.push({ name: step.name, code, output: text });
    if (code !== 0) break;
  }
  return { outcomes, ghCalls: (await readFile(ghCalls, 'utf8')).split('\0').filter(Boolean) };
}

interface Scope {
  readonly env: Readonly<Record<string, string>>;
  /** Of all steps: no two of them write the same name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The condition of a step: comparisons of a variable or an output with a text, connected by `&&`. */
function isTrue(condition: string, scope: Scope): boolean {
  return condition.split(' && ').every((comparison) => {
    const [, operand = '', operator, text] = /^(\S+) ([!=]=) '(.*)'$/.exec(comparison) ?? [];
    if (operator === undefined) throw new Error(`expected a comparison with a text, found ${comparison}`);
    return (evaluated(operand, scope) === text) === (operator === '==');
  });
}

function expanded(text: string, scope: Scope): string {
  return text.replace(/\$\{\{ (\S+) \}\}/g, (_, operand: string) => evaluated(operand, scope));
}

function evaluated(operand: string, { env, outputs }: Scope): string {
  // Secrets are given to the test as variables.
  const [, variable] = /^(?:env|secrets)\.(\w+)$/.exec(operand) ?? [];
  if (variable !== undefined) return env[variable] ?? '';
  const [, output] = /^steps\.\w+\.outputs\.(\w+)$/.exec(operand) ?? [];
  if (output !== undefined) return outputs[output] ?? '';
  throw new Error(`expected a variable or an output, found ${operand}`);
}

async function readOutputs(file: string): Promise<Record<string, string>> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

async function install(folder: string, name: string, script: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, script);
  await chmod(file, 0o755);
}

// GitHub's program needs GitHub: this one notes its arguments and the body, and knows no pull request yet.
const GH = `#!/bin/sh
{ echo "$@"; for last; do :; done; cat "$last"; printf "\\0"; } >> "$GH_CALLS"
[ "$2" != edit ]
`;

// npx takes 1.5 s of CPU time to find the pnpm that the test command has already. A workflow that asks for another one gets npx.
const NPX = `#!/bin/sh
if [ "$1 $2" = "-y pnpm@$(pnpm --version)" ]; then shift 2; exec pnpm "$@"; fi
PATH="\${PATH#*:}" exec npx "$@"
`;
