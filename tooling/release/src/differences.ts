import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ReleasedContract, ReleaseError } from './contracts.ts';

/** A position in a file. */
export interface Position {
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** JSON Pointer into the file. */
  readonly pointer: string;
  readonly value?: unknown;
}

/** A difference between two documents, as `redocly diff` reports it in its report version 1. */
export interface Difference {
  /** JSON Pointer into the whole document, references followed. */
  readonly path: string;
  readonly typeName: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: 'patch' | 'minor' | 'major';
  readonly property?: string;
  /** The results of redocly's rules. */
  readonly verdicts: readonly { readonly ruleId: string; readonly message: string }[];
  readonly base?: Position;
  readonly revision?: Position;
}

/** The differences of a contract from its last release, and both versions. */
export interface Comparison {
  readonly releasedVersion: string;
  readonly version: string;
  readonly differences: readonly Difference[];
}

/**
 * Compares a contract with its last release.
 *
 * @param folder the root of the repository.
 * @throws ReleaseError if one of the two cannot be read.
 */
export async function compare(folder: string, contract: ReleasedContract): Promise<Comparison> {
  const { name, root, baseline } = contract;
  for (const file of [root, baseline])
    if (!existsSync(join(folder, file))) throw new ReleaseError(`${file}: no such file`);
  const output = await redocly(folder, ['diff', baseline, name, '--format', 'json', '--fail-on', 'none']);
  const report = reportIn(output, contract);
  return {
    releasedVersion: versionIn(folder, baseline),
    version: versionIn(folder, root),
    differences: report.changes.filter(isOfTheContract),
  };
}

/** Runs redocly at the root of the repository. @returns its standard output. */
export function redocly(folder: string, args: readonly string[]): Promise<string> {
  const program = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 };
    execFile(
      process.execPath,
      [program, ...args, '--config', CONFIGURATION],
      options,
      (error, stdout, stderr) => {
        if (error)
          reject(new ReleaseError(`redocly ${args[0]} failed:\n${stderr}${stdout}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}

const CONFIGURATION = 'tooling/release/redocly.yaml';

interface Report {
  readonly reportVersion: '1';
  readonly changes: readonly Difference[];
}

function reportIn(output: string, { name }: ReleasedContract): Report {
  const report = JSON.parse(output);
  // The format is experimental: an unknown one must not be read as a report without changes.
  if (report.reportVersion === '1' && Array.isArray(report.changes)) return report;
  throw new ReleaseError(`${name}: redocly diff reports in another format than version 1`);
}

/**
 * The version is compared separately. Components are compared where they are used: the contract refers to files, so only
 * its bundle lists components.
 */
function isOfTheContract({ path, property, typeName }: Difference): boolean {
  return !(path === '#/info' && property === 'version') && !LISTED_IN_BUNDLES.has(typeName);
}

const LISTED_IN_BUNDLES: ReadonlySet<string> = new Set([
  'Components',
  'NamedExamples',
  'NamedHeaders',
  'NamedParameters',
  'NamedRequestBodies',
  'NamedResponses',
  'NamedSchemas',
]);

function versionIn(folder: string, file: string): string {
  const version: unknown = parse(readFileSync(join(folder, file), 'utf8'))?.info?.version;
  if (typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new ReleaseError(`${file}: expected \`info.version\` of the form 1.2.3, found \`${version}\``);
}
