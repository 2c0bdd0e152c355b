import { pathToFileURL } from 'node:url';
import type { IsValid } from '../validators/is-valid.ts';
import { CASES, type Case } from './cases.ts';
import { createProgram } from './program.ts';

// One process per validator, so that none runs with the compiled code and the heap of another: validates the contract's
// examples repeatedly, and prints the measurement as JSON.

const WARM_UP_MS = 300;
const MEASURED_MS = 1_000;

const [file = ''] = createProgram('measure-validator')
  .argument('<file>', 'module of the validator')
  .parse().args;
const startedAt = performance.now();
const { isValid } = (await import(pathToFileURL(file).href)) as { isValid: IsValid };
const [first] = CASES;
if (first) isValid(first.eventType, first.body);
const readyIn = performance.now() - startedAt;

const wrong = CASES.find(({ eventType, body, valid }) => isValid(eventType, body) !== valid);
if (wrong) throw new Error(`${file}: a ${wrong.eventType} that is ${wrong.valid ? '' : 'not '}valid`);
process.stdout.write(
  JSON.stringify({ readyIn, valid: perBody(({ valid }) => valid), invalid: perBody(({ valid }) => !valid) }),
);

/** Microseconds to validate one body. */
function perBody(of: (each: Case) => boolean): number {
  const cases = CASES.filter(of);
  validateFor(WARM_UP_MS, cases);
  return validateFor(MEASURED_MS, cases);
}

function validateFor(milliseconds: number, cases: readonly Case[]): number {
  const startedAt = performance.now();
  let rounds = 0;
  let accepted = 0;
  for (; performance.now() - startedAt < milliseconds; rounds += 1) {
    for (const { eventType, body } of cases) if (isValid(eventType, body)) accepted += 1;
  }
  // The result is used, or the compiler could remove the calls.
  if (accepted !== 0 && accepted !== rounds * cases.length)
    throw new Error(`${file}: not the same result each time`);
  return ((performance.now() - startedAt) * 1_000) / (rounds * cases.length);
}
