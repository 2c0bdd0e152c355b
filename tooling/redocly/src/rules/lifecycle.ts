import type { Oas3Visitor } from '@redocly/openapi-core';
import { eachSchema } from '../schema.ts';
import { child, children, type Report, type SourceNode } from '../source-node.ts';

/**
 * Checks `x-lifecycle` of an enum: which values come first, which come last, and which follows which, each with its certainty.
 *
 * What is missing from it is unknown, so it never has to be complete. What it says must not contradict itself: docs draw it, the
 * simulator's scenarios follow it, and a receiver looks for notifications by it that may never have arrived.
 */
export function lifecycle(): Oas3Visitor {
  return eachSchema(checkLifecycle);
}

function checkLifecycle(schema: SourceNode, report: Report): void {
  const stated = child(schema, 'x-lifecycle');
  if (!stated) return;
  const enumeration = child(schema, 'enum');
  if (!enumeration) {
    report({
      message: '`x-lifecycle` stands beside no `enum`. Move it to the schema that lists the values.',
      location: stated.location.key(),
    });
    return;
  }
  if (!isMapping(stated)) {
    report({ message: expectedParts(stated), location: stated.location });
    return;
  }

  const values = new Set(children(enumeration).map(([, { node }]) => String(node)));
  for (const [part, content] of children(stated)) {
    if (!PARTS.has(part))
      report({ message: `\`x-lifecycle\` has no \`${part}\`: ${ALLOWED}`, location: content.location.key() });
    else if (!isMapping(content)) report({ message: expectedMapping(part), location: content.location });
    else if (part !== 'transitions') checkCertainties(part, content, values, report);
    else
      for (const [from, ways] of children(content)) {
        checkValue('transitions', from, ways, values, report);
        checkTransitions(from, ways, child(stated, 'final'), values, report);
      }
  }
}

const PARTS: ReadonlySet<string> = new Set(['initial', 'final', 'transitions']);
const ALLOWED = 'expected `initial`, `final` or `transitions`.';
const CERTAINTIES: readonly unknown[] = ['documented', 'inferred'];

function checkTransitions(
  from: string,
  ways: SourceNode,
  final: SourceNode | undefined,
  values: ReadonlySet<string>,
  report: Report,
): void {
  if (!isMapping(ways)) {
    report({ message: expectedMapping(`transitions/${from}`), location: ways.location });
    return;
  }
  if (final && child(final, from))
    report({
      message: `\`${from}\` is final and has a way out. Remove it from \`final\`, or its transitions.`,
      location: ways.location.key(),
    });
  const itself = child(ways, from);
  if (itself)
    report({
      message: `\`${from}\` leads to itself. Remove it: a notification may repeat a value at any time.`,
      location: itself.location.key(),
    });
  checkCertainties('transitions', ways, values, report);
}

/** Checks a mapping of values to how certain it is. */
function checkCertainties(
  part: string,
  content: SourceNode,
  values: ReadonlySet<string>,
  report: Report,
): void {
  for (const [value, certainty] of children(content)) {
    checkValue(part, value, certainty, values, report);
    if (CERTAINTIES.includes(certainty.node)) continue;
    report({
      message: `How certain is \`${value}\`? Expected \`documented\` or \`inferred\`, found ${JSON.stringify(certainty.node)}.`,
      location: certainty.location,
    });
  }
}

function checkValue(
  part: string,
  value: string,
  { location }: SourceNode,
  values: ReadonlySet<string>,
  report: Report,
): void {
  if (values.has(value)) return;
  report({
    message: `\`${part}\` names \`${value}\`, which is not a value of the enum. Remove it, or add the value.`,
    location: location.key(),
  });
}

function isMapping({ node }: SourceNode): boolean {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function expectedParts({ node }: SourceNode): string {
  return `Expected \`x-lifecycle\` with \`initial\`, \`final\` or \`transitions\`, found ${JSON.stringify(node)}.`;
}

function expectedMapping(part: string): string {
  return `Expected in \`${part}\` values with their certainty, such as \`DONE: documented\`.`;
}
