import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePointer, valueAt } from '@partner-webhooks/types/json-pointer';
import { parse } from 'yaml';
import type { ReleasedContract } from './contracts.ts';
import { type Comparison, compare, type Difference, type Position } from './differences.ts';
import { type Rating, rate } from './rating.ts';
import { lostSchemaNames } from './schema-names.ts';
import { type Bump, largest } from './version.ts';

/** A change of a contract since its last release. */
export interface Change extends Rating {
  /** The change, as a sentence. */
  readonly what: string;
  /** `file:line`. */
  readonly at: string;
}

/** The changes of a contract since its last release. */
export interface Assessment extends Pick<Comparison, 'releasedVersion' | 'version'> {
  readonly contract: ReleasedContract;
  /** Largest first. */
  readonly changes: readonly Change[];
  /** The bump that the changes require. */
  readonly requiredBump: Bump;
}

/**
 * Compares a contract with its last release and rates every change.
 *
 * @param folder the root of the repository.
 * @throws ReleaseError if one of the two cannot be read.
 */
export async function assess(folder: string, contract: ReleasedContract): Promise<Assessment> {
  const { differences, ...versions } = await compare(folder, contract);
  const read = readOnce(folder);
  const lostNames = contract.package === undefined ? [] : await lostSchemaNames(folder, contract);
  const changes = [...differences, ...lostNames].map((difference) => {
    const { direction } = contract;
    const rating = rate(difference, { direction, wasExtensible: wasExtensible(read, difference.base) });
    return { ...rating, what: sentenceOf(difference), at: locationOf(difference) };
  });
  const requiredBump = largest(changes.map(({ bump }) => bump));
  const bumps: readonly Bump[] = ['major', 'minor', 'patch'];
  return {
    ...versions,
    contract,
    requiredBump,
    changes: bumps.flatMap((bump) => changes.filter((change) => change.bump === bump)),
  };
}

/** Whether the schema at a position of the last release, or the one around it, was `x-extensible`. */
function wasExtensible(read: (file: string) => unknown, base: Position | undefined): boolean {
  if (!base) return false;
  const document = read(base.file);
  const tokens = parsePointer(base.pointer);
  return [tokens, tokens.slice(0, -1)].some(
    (schema) => valueAt(document, [...schema, 'x-extensible']) === true,
  );
}

/** Gives the content of YAML files. Each is parsed once: once per change took three quarters of the time. */
function readOnce(folder: string): (file: string) => unknown {
  const documents = new Map<string, unknown>();
  return (file) => {
    if (!documents.has(file)) documents.set(file, parse(readFileSync(join(folder, file), 'utf8')));
    return documents.get(file);
  };
}

function sentenceOf(difference: Difference): string {
  const { verdicts, kind, property, typeName, base, revision } = difference;
  const location = readablePath(difference.path);
  if (verdicts.length > 0) return `${location}: ${verdicts.map(({ message }) => message).join(' ')}`;
  if (kind !== 'modified') return `${location}: ${NOUNS[typeName] ?? typeName} ${kind}.`;
  const change = [base, revision].map((side) => shortened(side?.value)).join(' → ');
  return `${location}: \`${property}\` changed${isShort(difference) ? `: ${change}` : '.'}`;
}

const NOUNS: Readonly<Record<string, string>> = { PathItem: 'webhook', Schema: 'property or schema' };

function isShort({ base, revision }: Difference): boolean {
  return [base, revision].every((side) => shortened(side?.value).length < 80);
}

function shortened(value: unknown): string {
  return typeof value === 'object' || value === undefined
    ? (JSON.stringify(value) ?? 'nothing')
    : String(value);
}

/** `TRANSFER_NOTIFICATION /validationError/errorType` for what is within a body; other paths as they are. */
function readablePath(path: string): string {
  const [, eventType, inner] = /^#\/webhooks\/([^/]+)(?:\/post)?(.*)$/.exec(path) ?? [];
  if (eventType === undefined || inner === undefined) return path.slice(2);
  const body = /^\/requestBody\/content\/[^/]+\/schema(.*)$/.exec(inner)?.[1];
  const shown = body === undefined ? inner : body.replaceAll('/properties/', '/').replaceAll('/items', '/*');
  return shown === '' ? eventType : `${eventType} ${shown}`;
}

function locationOf({ base, revision }: Difference): string {
  const position = revision ?? base;
  return position ? `${position.file}:${position.line}` : '';
}
