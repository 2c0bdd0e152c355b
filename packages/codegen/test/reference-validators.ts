import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Contract, Violation } from '../src/index.ts';
import { escapeToken } from '../src/validators/runtime/json-pointer.ts';

// Validators beside the generated ones: Ajv, compiled at run time, and a validator that shares no code with it.

/** Named schemas, which refer to each other as `#/components/schemas/…`. Bodies are validated against the last one. */
export type NamedSchemas = Readonly<Record<string, object>>;

/** A contract whose event type A has the last schema: what a compiler needs of it, without the time to read a file. */
export function documentIn(schemas: NamedSchemas): Contract {
  const webhook = { eventType: 'A', schema: Object.keys(schemas).at(-1) };
  return {
    source: 'test',
    document: { components: { schemas } },
    webhooks: [webhook],
  } as unknown as Contract;
}

/** Validates bodies against the last schema; the formats are aside. */
export interface ReferenceValidator {
  /** `undefined` if the validator fails. */
  isValid(body: unknown): boolean | undefined;
}

/** The verdicts of Ajv, and the violations of the last body. */
export function ajvOf(schemas: NamedSchemas): ReferenceValidator & { violations(): Violation[] } {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, validateFormats: false });
  const compiled = ajv.compile(selfContained(schemas));
  return {
    isValid(body) {
      try {
        return compiled(body) as boolean;
      } catch (error) {
        // Ajv 8.20 fails on some objects: it records what `anyOf` has evaluated in a variable that it has not set.
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    },
    violations: () => (compiled.errors ?? []).map(violation),
  };
}

/** The verdicts of `@hyperjump/json-schema`. */
export async function hyperjumpOf(schemas: NamedSchemas): Promise<ReferenceValidator> {
  registered += 1;
  const uri = `https://example.com/${registered}`;
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  registerSchema({ $schema, $id: uri, ...selfContained(schemas) }, uri);
  try {
    const compiled = await validate(uri);
    return { isValid: (body) => compiled(body as Parameters<typeof compiled>[0]).valid };
  } finally {
    unregisterSchema(uri);
  }
}

let registered = 0;

function selfContained(schemas: NamedSchemas): object {
  const text = JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/');
  return { $ref: `#/$defs/${Object.keys(schemas).at(-1)}`, $defs: JSON.parse(text) as object };
}

/** Ajv's error in our form. */
function violation({ instancePath, keyword, message = '', params }: ErrorObject): Violation {
  const property = params['missingProperty'] ?? params['additionalProperty'];
  const parameter = property ?? params['type'] ?? params['limit'] ?? params['pattern'];
  return {
    pointer: property === undefined ? instancePath : `${instancePath}/${escapeToken(String(property))}`,
    code: keyword,
    message: keyword === 'required' ? 'is required' : message,
    ...(parameter !== undefined && { parameter: String(parameter) }),
  };
}
