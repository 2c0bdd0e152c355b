import { STATUS_CODES } from 'node:http';
import admin from '@partner-webhooks/admin-api/openapi.json' with { type: 'json' };
import type { components } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { errorResponse } from '../src/handlers/error-response.ts';
import { bodyError } from '../src/http/body-error.ts';
import { HTTP_ERRORS, type HttpErrorCode } from '../src/http/error-table.ts';
import { HttpError } from '../src/http/errors.ts';
import { isErrorMessage } from './error-message.ts';

const REQUEST_ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
// The listeners have different contracts, with the same shape of errors.
const ERROR_CODES = [contract, admin].flatMap(({ components }) => components.schemas.ErrorCode.enum);
const CODES = Object.keys(HTTP_ERRORS) as HttpErrorCode[];

/** The body of the response to the platform. */
function bodyOf(error: HttpError) {
  return errorResponse.bodyOf(error.report(REQUEST_ID)) as components['schemas']['ErrorMessage'];
}

/** A row with a value for each `{name}` in its texts. */
function errorOf(code: HttpErrorCode): HttpError {
  const names = [...JSON.stringify(HTTP_ERRORS[code]).matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'v1']);
  return Reflect.construct(HttpError, [code, Object.fromEntries(names)]);
}

describe('the table of HTTP errors', () => {
  it.each(CODES)('%s: has a status of HTTP, a complete text, and the body of the contract', (code) => {
    const error = errorOf(code);
    const body = bodyOf(error);
    expect(STATUS_CODES).toHaveProperty(String(error.status));
    const { errorCode, ...others } = body;
    expect(isErrorMessage?.(others), JSON.stringify(isErrorMessage?.errors)).toBe(true);
    expect(ERROR_CODES).toContain(errorCode);
    expect(body.message).toMatch(/^[A-Z].*\.$|^v1\.?$/);
    expect(body.responseType).toBe(error.status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR');
    const texts = JSON.stringify([body, error.violations ?? []]);
    expect(texts).not.toMatch(/undefined|\{\w+\}/);
  });

  it('has the violation of the row for quarantine, or those of the body', () => {
    expect(new HttpError('BODY_TOO_LARGE', { maxBytes: 5 }).violations).toEqual([
      { pointer: '', code: 'size', message: 'expected at most 5 bytes' },
    ]);
    expect(new HttpError('UNKNOWN_ID').violations).toBeUndefined();
    const violations = [{ pointer: '/a', code: 'type', message: 'must be a number' }];
    expect(bodyError(violations).violations).toEqual(violations);
  });

  it('adds the headers of the caller to those of the row', () => {
    const details = { methods: 'POST', headers: { Allow: 'POST' } };
    expect(new HttpError('METHOD_NOT_ALLOWED', details).headers).toEqual({ Allow: 'POST' });
    const challenge = { problem: 'No.', headers: { 'WWW-Authenticate': ['ApiKey', 'Basic'] } };
    expect(new HttpError('INVALID_CREDENTIALS', challenge).headers).toEqual({
      'WWW-Authenticate': ['ApiKey', 'Basic'],
      Connection: 'close',
    });
  });
});

describe('the error of an invalid body', () => {
  const violation = (n: number) => ({
    pointer: `/updatedCustomers/${n}`,
    code: 'format',
    message: 'must be a UUID',
  });

  it('lists the first 20 violations and counts the others', () => {
    const error = bodyError(Array.from({ length: 25 }, (_, n) => violation(n)));
    const { message, errorCode, errorDetails } = bodyOf(error);
    expect(errorCode).toBe('INVALID_NOTIFICATION');
    expect(message).toBe('/updatedCustomers/0 must be a UUID (and 24 more).');
    expect(errorDetails).toHaveLength(20);
    expect(error.violations).toHaveLength(20);
  });

  it('says for strict JSON what is wrong with the text', () => {
    const error = bodyError([{ pointer: '', code: 'json', message: 'it is empty' }]);
    expect(bodyOf(error)).toMatchObject({
      errorCode: 'MALFORMED_JSON',
      message: 'The body is not strict JSON: it is empty.',
      errorDetails: [{ field: '', errors: [{ code: 'json', message: 'it is empty' }] }],
    });
  });
});
