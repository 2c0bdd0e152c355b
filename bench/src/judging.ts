import { pathToFileURL } from 'node:url';
import type { Judge } from '../judges/judge.ts';
import { CASES, type Case } from './verdicts.ts';

// A process of its own for each judge, so that none runs in what another has left of the compiler and the memory: judges
// the contract's examples over and over, and writes what it measured as JSON.

const WARM_UP = 300;
const MEASURED = 1_000;

const [file = ''] = process.argv.slice(2);
const startedAt = performance.now();
const { judge } = (await import(pathToFileURL(file).href)) as { judge: Judge };
const [first] = CASES;
if (first) judge(first.eventType, first.body);
const readyIn = performance.now() - startedAt;

const wrong = CASES.find(({ eventType, body, valid }) => judge(eventType, body) !== valid);
if (wrong) throw new Error(`${file}: a ${wrong.eventType} that is ${wrong.valid ? '' : 'not '}valid`);
process.stdout.write(
  JSON.stringify({ readyIn, valid: perBody(({ valid }) => valid), invalid: perBody(({ valid }) => !valid) }),
);

/** Microseconds that it takes to judge one body. */
function perBody(of: (each: Case) => boolean): number {
  const cases = CASES.filter(of);
  judgeFor(WARM_UP, cases);
  return judgeFor(MEASURED, cases);
}

function judgeFor(milliseconds: number, cases: readonly Case[]): number {
  const startedAt = performance.now();
  let rounds = 0;
  let accepted = 0;
  for (; performance.now() - startedAt < milliseconds; rounds += 1) {
    for (const { eventType, body } of cases) if (judge(eventType, body)) accepted += 1;
  }
  // Used, or the compiler could leave the work out.
  if (accepted !== 0 && accepted !== rounds * cases.length)
    throw new Error(`${file}: not the same each time`);
  return ((performance.now() - startedAt) * 1_000) / (rounds * cases.length);
}
