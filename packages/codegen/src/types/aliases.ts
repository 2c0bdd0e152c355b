import type { Node, TypeNode } from 'typescript';
import type { ApiDocument } from '../contract.ts';
import { capitalize, splitName } from '../event-type.ts';
import type { Finding } from '../findings.ts';
import { addJSDocComment, ts } from '../typescript.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';

/** The types that a program imports from the package itself; a schema's alias has another name. */
export const INDEX_TYPES: readonly string[] = [
  'EventType',
  'Known',
  'Matchers',
  'Notification',
  'Payload',
  'Payloads',
  'RegistryEntry',
  'UnknownEventTypeError',
];

/** The names of aliases, one for each named part of `components`. */
export interface Aliases {
  readonly aliases: readonly Alias[];
  /** Schemas whose alias is not named after them. */
  readonly warnings: readonly Finding[];
}

/** The alias of `components[kind][name]`. */
export interface Alias {
  readonly kind: string;
  readonly name: string;
  readonly alias: string;
}

/**
 * Names an alias for each named part of `components`. A schema that is named as its alias has this name; of those that would
 * share a name, the others get a number.
 *
 * @param reserved names that no alias can have.
 */
export function nameAliases({ document }: ApiDocument, reserved: readonly string[]): Aliases {
  const taken = new Set([...reserved, ...TYPES_IN_USE]);
  const parts = PREFIXES.flatMap(([kind, prefix]) => {
    const names = Object.keys((document.components as Components | undefined)?.[kind] ?? {});
    return names.map((name) => ({ kind, name, preferred: `${prefix}${typeName(name)}` }));
  });
  const isOwnName = ({ name, preferred }: (typeof parts)[number]) => name === preferred;
  const chosen = new Map<(typeof parts)[number], string>();
  for (const part of [...parts.filter(isOwnName), ...parts.filter((part) => !isOwnName(part))]) {
    const { preferred } = part;
    const base =
      reserved.includes(preferred) || TYPES_IN_USE.includes(preferred) ? `${preferred}Schema` : preferred;
    let alias = base;
    for (let number = 2; taken.has(alias); number += 1) alias = `${base}${number}`;
    taken.add(alias);
    chosen.set(part, alias);
  }
  return {
    aliases: parts.map((part) => ({
      kind: part.kind,
      name: part.name,
      alias: chosen.get(part) ?? part.preferred,
    })),
    warnings: parts.flatMap((part) => {
      const alias = chosen.get(part);
      if (alias === part.preferred) return [];
      const pointer = `/components/${part.kind}/${escapeToken(part.name)}`;
      return [
        { pointer, message: `the type is named \`${alias}\`, because \`${part.preferred}\` is another type` },
      ];
    }),
  };
}

/**
 * `export type Order = components['schemas']['Order']`, or the alias of another type, with the doc comment of the schema: an
 * editor shows that of the name under the pointer.
 */
export function aliasNode({ alias, kind, name }: Alias, type?: TypeNode, schema?: object): Node {
  const quoted = /^[\w.-]*$/.test(name) ? `'${name}'` : JSON.stringify(name);
  const node = ts.factory.createTypeAliasDeclaration(
    [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)],
    alias,
    undefined,
    type ?? ts.factory.createTypeReferenceNode(`components['${kind}'][${quoted}]`),
  );
  // It reads the texts of the schema, and adds the comment to any node.
  if (schema) addJSDocComment(schema, node as unknown as Parameters<typeof addJSDocComment>[1]);
  return node;
}

type Components = Readonly<Record<string, object | undefined>>;

const PREFIXES = [
  ['schemas', ''],
  ['responses', 'Response'],
  ['parameters', 'Parameter'],
  ['requestBodies', 'RequestBody'],
  ['headers', 'Header'],
  ['pathItems', 'PathItem'],
] as const;

// Types of TypeScript that openapi-typescript uses by name, and those that it declares.
const TYPES_IN_USE: readonly string[] = [
  ...['Exclude', 'Extract', 'NonNullable', 'Omit', 'Partial', 'Pick', 'Readonly', 'Record', 'Required'],
  ...['FlattenedDeepRequired', 'OneOf', 'ReadonlyArray', 'WithRequired', 'XOR'],
];

/** The name of a type: words begin with capitals, and the rest is kept. */
function typeName(name: string): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  const joined = (words.length > 0 ? words : splitName(name)).map(capitalize).join('');
  const identifier = joined.replace(/[^\p{ID_Continue}]/gu, '');
  return /^\p{ID_Start}/u.test(identifier) ? identifier : `_${identifier}`;
}
