// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { type HeaderForm, headerProblem } from './header-value.ts';
import type { Violation } from './validation.ts';

/** A header that the contract describes. */
export interface HeaderRule {
  readonly name: string;
  readonly required: boolean;
  readonly form: HeaderForm;
  /** Adds what is wrong with a value. */
  readonly check: (value: unknown, violations: Violation[]) => void;
}

/** The lines of a header as one list (RFC 9110, section 5.3). @param name in lower case. */
export type HeaderOf = (name: string) => string | undefined;

/** What is wrong with the headers of a request that the contract describes. */
export function headerViolations(rules: readonly HeaderRule[], headerOf: HeaderOf): Violation[] {
  return rules.flatMap((rule) => headerViolation(rule, headerOf(rule.name.toLowerCase())) ?? []);
}

function headerViolation(rule: HeaderRule, list: string | undefined): Violation | undefined {
  if (list === undefined) return rule.required ? violation(rule, 'is required') : undefined;
  const problem = problemOf(rule, list);
  if (problem === undefined) return undefined;
  // A proxy may have repeated the header.
  const [first = '', ...others] = list.split(', ');
  const isRepeated = others.length > 0 && others.every((each) => each === first);
  return isRepeated && problemOf(rule, first) === undefined ? undefined : violation(rule, problem);
}

function violation({ name }: HeaderRule, message: string): Violation {
  return { pointer: '', code: 'header', message: `the header ${name} ${message}`, parameter: name };
}

function problemOf({ form, check }: HeaderRule, text: string): string | undefined {
  return headerProblem(text, form, (value) => {
    const violations: Violation[] = [];
    check(value, violations);
    const [first] = violations;
    return first && `${first.pointer === '' ? '' : `${first.pointer} `}${first.message}`;
  });
}

/**
 * Reads headers in the forms that programs have them: of Node, of `fetch`, pairs, or an object with names in any case. What is
 * none of these has no headers.
 */
export function headersIn(headers: unknown): HeaderOf {
  const lines = new Map<string, string[]>();
  for (const [name, value] of entriesOf(headers)) {
    const values = [value].flat().filter((each) => typeof each === 'string' || typeof each === 'number');
    if (typeof name !== 'string' || values.length === 0) continue;
    lines.set(name.toLowerCase(), [...(lines.get(name.toLowerCase()) ?? []), ...values.map(String)]);
  }
  return (name) => lines.get(name)?.join(', ');
}

function entriesOf(headers: unknown): (readonly unknown[])[] {
  if (typeof headers !== 'object' || headers === null) return [];
  const entries: unknown[] =
    Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers);
  return entries.filter((entry) => Array.isArray(entry));
}
