import { isMap, isScalar, visit } from 'yaml';
import type { JsonSchema } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';
import { idWords, listWords, memberWords, payloadWords, valueWords } from './house-words.ts';
import { PLACEHOLDER, placeholderFor } from './placeholder.ts';

/** A schema that is described, and where it stands. */
export interface Described {
  /** What the payload is about: `savings plan`. Absent if the event type is not that of a notification. */
  readonly subject: string | undefined;
  /** The names of the properties that lead to it. */
  readonly names: readonly string[];
  readonly schema: JsonSchema;
  /** Whether it is inside of what is drafted, which has a description that a person writes. */
  readonly isInside: boolean;
  /** The value of a discriminator that stands for it. */
  readonly form?: { readonly property: string; readonly value: string };
  /** `inner`: neither a property nor a schema with a name. */
  readonly role: 'payload' | 'part' | 'property' | 'list' | 'inner';
}

/**
 * The description of a schema: as the contract describes others of its kind or, if it does not follow from them, the
 * placeholder with the words of the source.
 */
export function descriptionOf(files: ContractFiles, described: Described): string {
  const { schema } = described;
  const words = typeof schema['description'] === 'string' ? schema['description'] : undefined;
  return (
    ofItsKind(files, described) ??
    (words === undefined ? formWords(described) : undefined) ??
    placeholderFor(words)
  );
}

/** The description of an alternative, of the constant that tells alternatives apart, or of a member that has only a name. */
function formWords({ schema, form, names, isInside }: Described): string | undefined {
  if (form !== undefined) return `The form in which \`${form.property}\` is \`${form.value}\`.`;
  const { const: only } = schema;
  if (['string', 'number', 'boolean'].includes(typeof only)) return `Always \`${String(only)}\`.`;
  return isInside ? memberWords(names.at(-1) ?? '', schema) : undefined;
}

function ofItsKind(files: ContractFiles, { subject, names, schema, role }: Described): string | undefined {
  const name = names.at(-1) ?? '';
  if (role === 'payload') return payloadWords(subject);
  if (role === 'list') return subject === undefined ? undefined : listWords(subject, names);
  if (role !== 'property') return undefined;
  const isId = schema['type'] === 'string' && schema['format'] === 'uuid';
  return isId ? idWords(name) : usualDescription(files, name, schema['type']);
}

/** The description that most properties of a name have, if there are several. */
function usualDescription(files: ContractFiles, name: string, type: unknown): string | undefined {
  const counts = new Map<string, number>();
  for (const { node } of files.documents('schemas/'))
    visit(node, {
      Pair(_, pair) {
        if (!isScalar(pair.key) || pair.key.value !== 'properties' || !isMap(pair.value)) return;
        const property = pair.value.get(name);
        const text =
          isMap(property) && property.get('type') === type ? property.get('description') : undefined;
        if (typeof text === 'string' && !text.startsWith(PLACEHOLDER))
          counts.set(text, (counts.get(text) ?? 0) + 1);
      },
    });
  const [best] = [...counts].toSorted(([, a], [, b]) => b - a);
  return best && best[1] >= MIN_USES ? best[0] : undefined;
}

// Two objects can have the same words by chance.
const MIN_USES = 3;

/**
 * The meaning of a value of an enum: the placeholder with the words of the source; the meaning that the value has in all other
 * lists of properties of the same name; or what its name says.
 */
export function meaningOf(
  files: ContractFiles,
  property: string | undefined,
  value: unknown,
  words: unknown,
): string {
  if (typeof words === 'string' && words.trim() !== '') return placeholderFor(words);
  const meanings = files
    .documents('schemas/')
    .filter(
      ({ file }) => property !== undefined && file.toLowerCase().endsWith(`${property.toLowerCase()}.yaml`),
    )
    .map((schema) => meaningsIn(files, schema)?.[String(value)])
    .filter((meaning) => typeof meaning === 'string');
  const [first] = meanings;
  return first !== undefined && meanings.length > 1 && new Set(meanings).size === 1
    ? first
    : valueWords(value);
}

function meaningsIn(files: ContractFiles, schema: Location): Readonly<Record<string, unknown>> | undefined {
  const location = files.child(schema, 'x-enumDescriptions');
  return location && (files.valueOf(location) as Readonly<Record<string, unknown>>);
}
