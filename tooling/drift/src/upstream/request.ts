import type { PublishedWebhook } from './published.ts';
import { isMapping, type Schema, type SchemaSource } from './schema/schema.ts';

/** An operation and what around it applies to it. */
export interface OperationPlace {
  readonly document: Schema;
  readonly pathItem: Schema;
  readonly operation: Schema;
  /** The keys of the content of its request body. */
  readonly mediaTypes: readonly string[];
  readonly source: SchemaSource;
}

/** What an operation says about its request, apart from the body and the path. */
export function describeRequest(place: OperationPlace): PublishedWebhook['request'] {
  const { operation, mediaTypes } = place;
  const security = securityOf(place);
  return {
    deprecated: operation['deprecated'] === true ? 'yes' : 'no',
    'media types': mediaTypes.toSorted().join(', '),
    'required parameters': requiredParameters(place),
    ...(security !== undefined && { security }),
  };
}

function requiredParameters({ pathItem, operation, source }: OperationPlace): string {
  const required = [pathItem['parameters'], operation['parameters']]
    .flatMap((listed) => (Array.isArray(listed) ? listed : []))
    .map((parameter) => resolved(parameter, source))
    .filter((parameter) => parameter?.['required'] === true)
    .map((parameter) => `${parameter?.['in']} ${parameter?.['name']}`);
  return required.length === 0 ? 'none' : required.toSorted().join(', ');
}

/** The requirements in words: what is sent, not the names that a document gives to it. */
function securityOf({ document, operation, source }: OperationPlace): string | undefined {
  const requirements = operation['security'] ?? document['security'];
  if (!Array.isArray(requirements)) return undefined;
  const { components } = document;
  const schemes =
    isMapping(components) && isMapping(components['securitySchemes']) ? components['securitySchemes'] : {};
  const alternatives = requirements.filter(isMapping).map((requirement) =>
    Object.keys(requirement)
      .map((name) => schemeInWords(name, resolved(schemes[name], source)))
      .toSorted()
      .join(' and '),
  );
  return alternatives.length === 0
    ? 'none'
    : alternatives
        .map((each) => each || 'none')
        .toSorted()
        .join(' or ');
}

function schemeInWords(name: string, scheme: Schema | undefined): string {
  if (!scheme) return `${name}, which is not described`;
  const { type, in: location, name: parameter, scheme: http } = scheme;
  if (type === 'apiKey') return `a key in ${location} ${String(parameter).toLowerCase()}`;
  return type === 'http' ? `HTTP ${String(http).toLowerCase()}` : String(type);
}

function resolved(value: unknown, source: SchemaSource): Schema | undefined {
  if (!isMapping(value)) return undefined;
  return typeof value['$ref'] === 'string' ? source.resolve(value['$ref']) : value;
}
