import { astToString, tsLiteral, tsUnion } from 'openapi-typescript';
import ts from 'typescript';
import type { ApiDocument } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { type OutputFile, script } from '../output.ts';
import type { Schema } from '../schema.ts';
import { aliases } from './aliases.ts';
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
 * `'CREATED' | 'ACTIVE' | (string & {})`.
 *
 * @param reserved names that no alias can have.
 */
export function typesModule(contract: ApiDocument, reserved: readonly string[] = []): TypesModule {
  const { document, placeholders } = typeDocument(contract.document);
  const nodes = declarationsOf(
    document,
    (schema) => typeOf(schema as Schema),
    (type) => {
      // openapi-typescript writes the constant as an identifier.
      const schema = ts.isIdentifier(type) ? placeholders.get(type.text) : undefined;
      return schema === undefined ? undefined : openEnum(schema);
    },
  );
  const named = aliases(contract, reserved);
  const isComponents = (node: ts.Node) => ts.isInterfaceDeclaration(node) && node.name.text === 'components';
  const all = nodes.flatMap((node) => (isComponents(node) ? [node, ...named.nodes] : [node]));
  return { file: script(contract, 'types.d.ts', astToString(all)), warnings: named.warnings };
}

/** The type of a schema if it differs from that of openapi-typescript. */
function typeOf(schema: Schema): ts.TypeNode | undefined {
  if (typeof schema === 'boolean') return undefined;
  const { not } = schema as { not?: unknown };
  const isNothing =
    not === true || (typeof not === 'object' && not !== null && Object.keys(not).length === 0);
  if (isNothing) return ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);
  return openEnum(schema) ?? enumOfObjects(schema);
}

/** openapi-typescript takes the values of an object for schemas, and fails on those that are none. */
function enumOfObjects(schema: SchemaObject): ts.TypeNode | undefined {
  if (!Array.isArray(schema.enum)) return undefined;
  const values: readonly unknown[] = schema.enum;
  const isOfObjects =
    schema.type === 'object' ||
    schema.properties !== undefined ||
    schema.additionalProperties !== undefined ||
    values.some((value) => typeof value === 'object' && value !== null);
  return isOfObjects ? tsUnion(values.map((value) => tsLiteral(value))) : undefined;
}

type SchemaObject = Exclude<Schema, boolean>;

function openEnum(schema: Schema): ts.TypeNode | undefined {
  if (typeof schema === 'boolean' || !schema.enum || schema['x-extensible'] !== true) return undefined;
  const { factory } = ts;
  const known = schema.enum.map((value) => factory.createLiteralTypeNode(literal(value)));
  const isNumber = schema.enum.length > 0 && schema.enum.every((value) => typeof value === 'number');
  const base = isNumber ? 'NumberKeyword' : 'StringKeyword';
  const rest = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind[base]),
    factory.createTypeLiteralNode([]),
  ]);
  return factory.createUnionTypeNode([...known, factory.createParenthesizedType(rest)]);
}

function literal(value: unknown): ts.LiteralTypeNode['literal'] {
  if (value === null) return ts.factory.createNull();
  if (typeof value === 'boolean') return value ? ts.factory.createTrue() : ts.factory.createFalse();
  if (typeof value === 'number') {
    const number = ts.factory.createNumericLiteral(Math.abs(value));
    const minus = ts.SyntaxKind.MinusToken;
    return value < 0 ? ts.factory.createPrefixUnaryExpression(minus, number) : number;
  }
  return ts.factory.createStringLiteral(String(value));
}
