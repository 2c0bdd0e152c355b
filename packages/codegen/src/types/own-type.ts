import type { LiteralTypeNode, TypeNode } from 'typescript';
import type { Schema } from '../schema.ts';
import { ts, tsLiteral, tsUnion } from '../typescript.ts';

/** The type of a schema if openapi-typescript has none or another one for it. */
export function ownType(schema: Schema): TypeNode | undefined {
  if (typeof schema === 'boolean') return undefined;
  const { not } = schema as { not?: unknown };
  const isNothing =
    not === true || (typeof not === 'object' && not !== null && Object.keys(not).length === 0);
  if (isNothing) return ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);
  return openEnum(schema) ?? enumOfObjects(schema);
}

/** openapi-typescript takes the values of an object for schemas, and fails on those that are none. */
function enumOfObjects(schema: SchemaObject): TypeNode | undefined {
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

function openEnum(schema: Schema): TypeNode | undefined {
  if (typeof schema === 'boolean' || !schema.enum || schema['x-extensible'] !== true) return undefined;
  const { factory } = ts;
  const known = schema.enum.map((value) => factory.createLiteralTypeNode(literal(value)));
  const isNumber = schema.enum.length > 0 && schema.enum.every((value) => typeof value === 'number');
  const base = isNumber ? 'NumberKeyword' : 'StringKeyword';
  const never = factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);
  const rest = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind[base]),
    // An empty object of its own: TypeScript makes `string` of all of `NonNullable<'a' | (string & {})>`.
    factory.createTypeReferenceNode('Record', [never, never]),
  ]);
  return factory.createUnionTypeNode([...known, factory.createParenthesizedType(rest)]);
}

function literal(value: unknown): LiteralTypeNode['literal'] {
  if (value === null) return ts.factory.createNull();
  if (typeof value === 'boolean') return value ? ts.factory.createTrue() : ts.factory.createFalse();
  if (typeof value === 'number') {
    const number = ts.factory.createNumericLiteral(Math.abs(value));
    const minus = ts.SyntaxKind.MinusToken;
    return value < 0 ? ts.factory.createPrefixUnaryExpression(minus, number) : number;
  }
  return ts.factory.createStringLiteral(String(value));
}
