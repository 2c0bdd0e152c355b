import type { ApiDocument } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { type OutputFile, script } from '../output.ts';
import { isSchema } from '../schema.ts';
import { astToString, ts } from '../typescript.ts';
import { type Alias, aliasNode, nameAliases } from './aliases.ts';
import { describedValues } from './enum-texts.ts';
import { ownType } from './own-type.ts';
import { separateRecursive } from './recursive-types.ts';
import { declarationsOf } from './transform.ts';
import { typeDocument } from './type-document.ts';

/** The module of types, and what of it is not named as the contract names it. */
export interface TypesModule {
  readonly file: OutputFile;
  readonly warnings: readonly Finding[];
}

/**
 * The types of the whole contract, by openapi-typescript: `components`, `webhooks`, `operations`, and an alias for each
 * named schema. An enum with `x-extensible: true` lists its known values and accepts any other:
 * `'CREATED' | 'ACTIVE' | (string & Record<never, never>)`.
 *
 * @param reserved names that no alias can have.
 */
export function typesModule(contract: ApiDocument, reserved: readonly string[] = []): TypesModule {
  const { document, placeholders } = typeDocument(contract.document);
  const nodes = declarationsOf(document, (type) => {
    // openapi-typescript writes the text as an identifier.
    const schema = ts.isIdentifier(type) ? placeholders.get(type.text) : undefined;
    return schema === undefined ? undefined : ownType(schema);
  });
  const { aliases, warnings } = nameAliases(contract, reserved);
  const schemaAliases = new Map(
    aliases.flatMap(({ kind, name, alias }) => (kind === 'schemas' ? [[name, alias]] : [])),
  );
  const described = ({ kind, name }: Alias) => {
    const schema: unknown = kind === 'schemas' ? contract.document.components?.schemas?.[name] : undefined;
    return isSchema(schema) && typeof schema === 'object' ? describedValues(schema) : undefined;
  };
  const all = nodes.flatMap((node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'components') return [node];
    const { components, recursive } = separateRecursive(node, (name) => schemaAliases.get(name) ?? name);
    const typeFor = ({ kind, name }: Alias) => (kind === 'schemas' ? recursive.get(name) : undefined);
    return [components, ...aliases.map((alias) => aliasNode(alias, typeFor(alias), described(alias)))];
  });
  return { file: script(contract, 'types.d.ts', indentedByTabs(astToString(all))), warnings };
}

/** Of the types of a large contract, a quarter would be blanks. */
function indentedByTabs(code: string): string {
  const lines = code.split('\n').map((line) => {
    let blanks = 0;
    while (line.startsWith('    ', blanks)) blanks += 4;
    return blanks === 0 ? line : '\t'.repeat(blanks / 4) + line.slice(blanks);
  });
  return lines.join('\n');
}
