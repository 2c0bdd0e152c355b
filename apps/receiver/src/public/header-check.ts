import { rejectHeaders } from '@partner-webhooks/types/request';
import type { Violation } from '@partner-webhooks/types/validators';
import type { Request } from 'express';
import type { HeaderRule, RequestRules } from '../generated/requests.ts';
import { HttpError } from '../http/errors.ts';
import { headerOf, listOf } from '../http/headers.ts';
import { createHeaderCompiler } from '../validation/header-value.ts';

/**
 * Compiles the checks of the headers that the contract describes, once for all requests.
 *
 * @returns a function that gives `undefined` if all headers of a request are valid.
 */
export function createHeaderCheck(
  requests: Readonly<Record<string, Pick<RequestRules, 'headers'>>>,
): (eventType: string, req: Request) => HttpError | undefined {
  const compile = createHeaderCompiler();
  const checks = new Map(
    Object.entries(requests)
      .filter(([, { headers }]) => headers.length > 0)
      .map(([eventType, { headers }]) => [eventType, headers.map((rule) => checkOf(rule, compile(rule)))]),
  );
  return (eventType, req) => {
    const violations = checks
      .get(eventType)
      ?.map((check) => check(req))
      .filter((violation) => violation !== undefined);
    return violations?.length ? headersError(violations) : undefined;
  };
}

function checkOf(
  { name, required }: HeaderRule,
  validate: (text: string) => string | undefined,
): (req: Request) => Violation | undefined {
  const lower = name.toLowerCase();
  const violation = (message: string): Violation => ({
    pointer: '',
    code: 'header',
    message: `the header ${name} ${message}`,
    parameter: name,
  });
  return (req) => {
    const list = listOf(req, lower);
    if (list === undefined) return required ? violation('is required') : undefined;
    const problem = validate(list);
    if (problem === undefined) return undefined;
    // A proxy may have repeated the header.
    const single = headerOf(req, lower);
    return single !== undefined && single !== list && validate(single) === undefined
      ? undefined
      : violation(problem);
  };
}

function headersError(violations: readonly Violation[]): HttpError {
  const { problem, details: errorDetails } = rejectHeaders(violations);
  return new HttpError('INVALID_HEADERS', { problem, errorDetails, violations });
}
