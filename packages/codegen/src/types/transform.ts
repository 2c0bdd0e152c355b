import type { OpenAPITSOptions } from 'openapi-typescript';
import type { Node } from 'typescript';
import { resolveRef, scanDiscriminators, transformSchema } from '../typescript.ts';

/**
 * The declarations of a bundled document. Calls only the transformation of openapi-typescript: its own bundler reads the
 * document a second time, and fails on properties such as `constructor`.
 */
export function declarationsOf(document: object, postTransform: OpenAPITSOptions['postTransform']): Node[] {
  const schema = document as Parameters<typeof transformSchema>[0];
  const context: Omit<Context, 'redoc'> = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    defaultNonNullable: false,
    discriminators: withoutValues(document, () => scanDiscriminators(schema, { silent: true })),
    emptyObjectsUnknown: true,
    enum: false,
    enumValues: false,
    conditionalEnums: false,
    dedupeEnums: false,
    excludeDeprecated: false,
    exportType: false,
    immutable: false,
    rootTypes: false,
    rootTypesNoSchemaPrefix: false,
    rootTypesKeepCasing: false,
    injectFooter: [],
    pathParamsAsTypes: false,
    postTransform,
    propertiesRequiredByDefault: false,
    silent: true,
    transform: undefined,
    transformProperty: undefined,
    makePathsEnum: false,
    generatePathParams: false,
    readWriteMarkers: false,
    resolve: ($ref) => resolveRef(schema, $ref, { silent: true }),
  };
  // The configuration of the bundler, which no transformation reads.
  return transformSchema(schema, context as Context);
}

type Context = Parameters<typeof transformSchema>[1];

/**
 * Without lists that only look like those of a schema: openapi-typescript looks for `allOf` everywhere, and fails on one of
 * texts in an example.
 */
function withoutValues<Result>(document: object, scan: () => Result): Result {
  const removed: (readonly [owner: { allOf?: unknown }, allOf: unknown])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const owner = value as { allOf?: unknown };
    const { allOf } = owner;
    if (Array.isArray(allOf) && allOf.some((each) => typeof each !== 'object' || each === null)) {
      removed.push([owner, allOf]);
      delete owner.allOf;
    }
    Object.values(value).forEach(visit);
  };
  visit(document);
  try {
    return scan();
  } finally {
    for (const [owner, allOf] of removed) owner.allOf = allOf;
  }
}
