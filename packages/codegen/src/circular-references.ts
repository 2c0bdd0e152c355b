import type { DocumentReader } from './document-reader.ts';
import type { Finding } from './findings.ts';
import { referenceTokens } from './reference-tokens.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

type Loaded = Awaited<ReturnType<DocumentReader['reader']['resolveDocument']>>;
type File = Exclude<Loaded, Error>;

interface Reference {
  readonly $ref: string;
}

/**
 * The references of a document that lead back to themselves, by file. The bundler does not say where they are, and with several
 * of them it ends the process.
 *
 * @param path absolute path of the root document.
 */
export async function circularReferences(
  path: string,
  reader: DocumentReader['reader'],
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const found = new Map<string, Finding[]>();
  const visited = new Set<File>();
  const visit = async (file: File): Promise<void> => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const { reference, pointer } of referencesIn(file.parsed)) {
      const [uri = ''] = reference.$ref.split('#');
      const other = uri === '' ? file : await loaded(reader, file, uri);
      if (other && other !== file) await visit(other);
      if (!(await leadsBack(reader, file, reference, new Set()))) continue;
      const name = file.source.absoluteRef;
      found.set(name, [...(found.get(name) ?? []), { pointer: `${pointer}/$ref`, message: MESSAGE }]);
    }
  };
  const root = await reader.resolveDocument(null, path, true);
  if (!(root instanceof Error)) await visit(root);
  return found;
}

const MESSAGE = 'the reference leads back to itself; expected a schema or another object at its end';

/** The file of a reference; nothing if it cannot be read, which the bundler reports. */
async function loaded(reader: DocumentReader['reader'], from: File, uri: string): Promise<File | undefined> {
  try {
    const file = await reader.resolveDocument(from.source.absoluteRef, uri);
    return file instanceof Error ? undefined : file;
  } catch {
    return undefined;
  }
}

async function leadsBack(
  reader: DocumentReader['reader'],
  file: File,
  reference: Reference,
  seen: Set<Reference>,
): Promise<boolean> {
  let at: { file: File; value: unknown } | undefined = { file, value: reference };
  while (at !== undefined && isReference(at.value)) {
    if (seen.has(at.value)) return true;
    seen.add(at.value);
    const [uri = '', fragment = '']: readonly string[] = at.value.$ref.split('#');
    const target: File | undefined = uri === '' ? at.file : await loaded(reader, at.file, uri);
    if (target === undefined) return false;
    // An anchor leads to a schema of the file, whose references are followed from there.
    if (fragment !== '' && !fragment.startsWith('/')) return false;
    let value: unknown = target.parsed;
    // The bundler leaves empty tokens out.
    for (const token of referenceTokens(fragment).filter(Boolean)) {
      // On the way, a reference stands for what it leads to.
      if (isReference(value) && !Object.hasOwn(value, token))
        return await leadsBack(reader, target, value, seen);
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, token)
          ? (value as Readonly<Record<string, unknown>>)[token]
          : undefined;
    }
    at = { file: target, value };
  }
  return false;
}

function isReference(value: unknown): value is Reference {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as { $ref?: unknown }).$ref === 'string'
  );
}

function* referencesIn(
  value: unknown,
  pointer = '',
  around = new Set<unknown>(),
): Generator<{ readonly reference: Reference; readonly pointer: string }> {
  if (typeof value !== 'object' || value === null || around.has(value)) return;
  around.add(value);
  if (isReference(value)) yield { reference: value, pointer };
  for (const [key, inner] of Object.entries(value))
    if (typeof inner === 'object' && inner !== null)
      yield* referencesIn(inner, `${pointer}/${escapeToken(key)}`, around);
}
