import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { componentName, resolve, type Schema } from '../schema.ts';
import { validatorOf } from '../validators/in-memory.ts';
import { errorMessageOf } from '../validators/runtime/error-message.ts';
import type { Validators } from '../validators/validators.ts';

/**
 * The schema of a contract for the body of a 400, if the error response that parsers write matches it: the name under
 * `components.schemas`. `undefined` if the contract has none or another one; then errors have the neutral form.
 */
export function errorSchema(
  { document, webhooks }: Contract,
  { compile }: Pick<Validators, 'compile'>,
): string | undefined {
  const names = new Set(
    webhooks.map(({ eventType, method }) =>
      nameOfError(document, loose(document, loose(document, document.webhooks?.[eventType])?.[method])),
    ),
  );
  const [name] = names;
  const schema = name === undefined ? undefined : document.components?.schemas?.[name];
  if (names.size !== 1 || name === undefined || typeof schema !== 'object') return undefined;
  // What it must have to match; to compile a schema takes longer.
  const properties = (schema as Exclude<Schema, boolean>).properties ?? {};
  if (!Object.keys(SAMPLE).every((key) => Object.hasOwn(properties, key))) return undefined;
  const verdict = validatorOf(compile(name))(SAMPLE);
  return verdict.valid && verdict.observations.length === 0 ? name : undefined;
}

const SAMPLE = errorMessageOf({
  status: 400,
  code: 'INVALID_NOTIFICATION',
  message: '/id is required.',
  requestId: '123e4567-e89b-12d3-a456-426614174000',
  details: [
    { field: '/id', errors: [{ code: 'required', message: 'is required', parameter: 'id' }] },
    { field: '', errors: [{ code: 'type', message: 'must be object' }] },
  ],
});

type Loose = Readonly<Record<string, unknown>>;

function nameOfError(document: Oas3_1Definition, operation: Loose | undefined): string | undefined {
  const responses = loose(document, operation?.['responses']);
  const response = loose(document, responses?.['400'] ?? responses?.['4XX'] ?? responses?.['default']);
  const media = loose(document, loose(document, response?.['content'])?.['application/json']);
  const { $ref } = (media?.['schema'] ?? {}) as { $ref?: unknown };
  return typeof $ref === 'string' ? componentName($ref) : undefined;
}

function loose(document: Oas3_1Definition, value: unknown): Loose | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return resolve(document, value) as Loose;
  } catch {
    return undefined;
  }
}
