// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import type { Check } from './findings.ts';
import { inOrderOfBody } from './observations.ts';
import type { Observation, Validation, Violation } from './validation.ts';

/** Creates the validator of a payload from the check of its schema. */
export function createValidator<Payload>(check: Check): (body: unknown) => Validation<Payload> {
  return (body) => {
    const violations: Violation[] = [];
    const observations: Observation[] = [];
    check(body, violations, observations);
    return violations.length === 0
      ? { valid: true, payload: body as Payload, observations: inOrderOfBody(observations, body) }
      : { valid: false, violations };
  };
}
