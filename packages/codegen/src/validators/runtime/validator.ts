// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import type { Check } from './findings.ts';
import { inOrderOfBody } from './observations.ts';
import { standardProperties } from './standard-schema.ts';
import type { Observation, Validation, Validator, Violation } from './validation.ts';

/** Creates the validator of a payload from the check of its schema. */
export function createValidator<Payload>(check: Check): Validator<Payload> {
  const validate = (body: unknown): Validation<Payload> => {
    const violations: Violation[] = [];
    const observations: Observation[] = [];
    check(body, violations, observations);
    return violations.length === 0
      ? { valid: true, payload: body as Payload, observations: inOrderOfBody(observations, body) }
      : { valid: false, violations };
  };
  return Object.assign(validate, { '~standard': standardProperties(validate) });
}

/** Creates the guard of a payload from the check of its schema. */
export function createGuard<Payload>(check: Check): (body: unknown) => body is Payload {
  return (body): body is Payload => {
    const violations: Violation[] = [];
    check(body, violations);
    return violations.length === 0;
  };
}
