import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import type { ApiDocument } from '../contract.ts';
import { type OutputFile, script } from '../output.ts';
import { type Schema, walkSchema } from '../schema.ts';

/**
 * The types of the whole contract, by openapi-typescript: `components`, `webhooks`, `operations`, and an alias for each
 * named schema. An enum with `x-extensible: true` lists its known values and accepts any other:
 * `'CREATED' | 'ACTIVE' | (string & {})`.
 */
export async function typesModule(contract: ApiDocument): Promise<OutputFile> {
  const document = structuredClone(contract.document);
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    walkSchema(schema as Schema, describeValues);
  }
  const nodes = await openapiTS(JSON.stringify(document), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    emptyObjectsUnknown: true,
    defaultNonNullable: false,
    silent: true,
    transform: (schema) => openEnum(schema as Schema),
  });
  return script(contract, 'types.d.ts', astToString(nodes));
}

/** Adds the meaning of each value to the doc comment of the type, where an editor shows it. */
function describeValues(schema: Exclude<Schema, boolean>): void {
  const meanings = schema['x-enumDescriptions'];
  if (typeof meanings !== 'object' || meanings === null) return;
  const list = Object.entries(meanings).map(([value, meaning]) => `- \`${value}\`: ${meaning}`);
  schema.description = [schema.description?.trim(), list.join('\n')].filter(Boolean).join('\n\n');
}

function openEnum(schema: Schema): ts.TypeNode | undefined {
  if (typeof schema === 'boolean' || !schema.enum || schema['x-extensible'] !== true) return undefined;
  const { factory } = ts;
  const known = schema.enum.map((value) => factory.createLiteralTypeNode(literal(value)));
  const base = schema.enum.every((value) => typeof value === 'number') ? 'NumberKeyword' : 'StringKeyword';
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
