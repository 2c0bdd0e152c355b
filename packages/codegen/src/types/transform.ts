import { type OpenAPITSOptions, resolveRef, scanDiscriminators, transformSchema } from 'openapi-typescript';
import type ts from 'typescript';

/**
 * The declarations of a bundled document. Calls only the transformation of openapi-typescript: its own bundler reads the
 * document a second time, and fails on properties such as `constructor`.
 */
export function declarationsOf(
  document: object,
  postTransform: OpenAPITSOptions['postTransform'],
): ts.Node[] {
  const schema = document as Parameters<typeof transformSchema>[0];
  const context: Omit<Context, 'redoc'> = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    defaultNonNullable: false,
    discriminators: scanDiscriminators(schema, { silent: true }),
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
