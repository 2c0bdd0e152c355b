import type { Contract } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import { resolve, type Schema } from '../schema.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import type { Webhook } from '../webhook.ts';

/**
 * The module `lifecycles`: for each event type with a status whose enum has `x-lifecycle`, which values come first and last, and
 * which follows which.
 *
 * @returns a warning for each `x-lifecycle` that has another form; it is left out.
 */
export function lifecyclesModule(contract: Contract): {
  readonly files: readonly OutputFile[];
  readonly warnings: readonly Finding[];
} {
  const warnings: Finding[] = [];
  const entries = contract.webhooks.flatMap((webhook) => {
    const [found] = lifecyclesOf(contract, webhook);
    if (!found) return [];
    const { property, lifecycle } = found;
    if (!isLifecycle(lifecycle)) {
      const pointer = `/components/schemas/${escapeToken(webhook.schema)}/properties/${escapeToken(property)}`;
      warnings.push({ pointer, message: MALFORMED });
      return [];
    }
    const { initial = {}, final = {}, transitions = {} } = lifecycle;
    return [[webhook.eventType, codeOf({ property, initial, final, transitions })] as const];
  });
  const literal = objectLiteral(entries).replace(/^{\n?/, '{\n  __proto__: null,\n');
  const code = `const lifecycles = /* @__PURE__ */ Object.freeze(${literal});

export { lifecycles };`;
  return {
    files: [script(contract, 'lifecycles.js', code), script(contract, 'lifecycles.d.ts', TYPES)],
    warnings,
  };
}

const MALFORMED =
  'the `x-lifecycle` of this property is left out: expected `initial`, `final` and `transitions` with values and their certainty, `documented` or `inferred`';

/** Objects have no prototype, so that no event type or value finds what objects inherit. */
function codeOf(value: unknown): string {
  if (!isMapping(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => [key, codeOf(each)] as const);
  if (members.length === 0) return '{ __proto__: null }';
  const [first = '', ...lines] = objectLiteral(members).split('\n');
  return [first, '__proto__: null,', ...lines.map((line) => line.trim())].join(' ');
}

const TYPES = `
import type { EventType } from "./index.js";

/** How certain a statement is: the platform documents it, or it is inferred from what the platform documents. */
export type Certainty = "documented" | "inferred";

/** What is known of the order of the values of a status. What is missing is unknown. */
export interface Lifecycle {
  /** The property of the payload with the status. */
  readonly property: string;
  /** The values that come first. */
  readonly initial: Readonly<Partial<Record<string, Certainty>>>;
  /** The values that come last. */
  readonly final: Readonly<Partial<Record<string, Certainty>>>;
  /** The values that come next, by the value before. */
  readonly transitions: Readonly<Partial<Record<string, Readonly<Partial<Record<string, Certainty>>>>>>;
}

/** The lifecycles that the contract states (\`x-lifecycle\`), by event type. */
export declare const lifecycles: Readonly<Partial<Record<EventType, Lifecycle>>>;
`;

interface StatedLifecycle {
  readonly initial?: object;
  readonly final?: object;
  readonly transitions?: object;
}

/** The properties of a payload whose schemas state a lifecycle. */
function* lifecyclesOf(
  { document }: Contract,
  { schema }: Webhook,
): Generator<{ readonly property: string; readonly lifecycle: unknown }> {
  const payload = document.components?.schemas?.[schema] as Schema | undefined;
  for (const part of partsOf(document, payload))
    for (const [property, declared] of Object.entries(part.properties ?? {}))
      for (const { 'x-lifecycle': lifecycle } of partsOf(document, declared as Schema))
        if (lifecycle !== undefined) yield { property, lifecycle };
}

/** A schema and those that apply together with it: what it refers to, and what `allOf` lists. */
function* partsOf(
  document: Contract['document'],
  schema: Schema | undefined,
  seen = new Set<unknown>(),
): Generator<Exclude<Schema, boolean>> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  yield schema;
  if (typeof schema.$ref === 'string')
    yield* partsOf(document, resolve<Exclude<Schema, boolean>>(document, { $ref: schema.$ref }), seen);
  for (const part of schema.allOf ?? []) yield* partsOf(document, part as Schema, seen);
}

function isLifecycle(value: unknown): value is StatedLifecycle {
  if (!isMapping(value)) return false;
  const { initial = {}, final = {}, transitions = {}, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    [initial, final].every(isCertainties) &&
    isMapping(transitions) &&
    Object.values(transitions).every(isCertainties)
  );
}

function isCertainties(value: unknown): boolean {
  return isMapping(value) && Object.values(value).every((each) => CERTAINTIES.includes(each));
}

const CERTAINTIES: readonly unknown[] = ['documented', 'inferred'];

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
