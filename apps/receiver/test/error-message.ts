import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { schemas } from './contract.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', components: { schemas } });
/** Whether a value is the contract's ErrorMessage; its `errors` say why not. */
export const isErrorMessage = ajv.getSchema('contract#/components/schemas/ErrorMessage');

/** Checks that the response is the contract's ErrorMessage with the request's id. @returns it. */
export async function errorMessage(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toContain('application/json');
  const body = (await response.json()) as Record<string, unknown>;
  expect(isErrorMessage?.(body), JSON.stringify(isErrorMessage?.errors)).toBe(true);
  expect(body['requestId']).toBe(response.headers.get('x-request-id'));
  return body;
}
