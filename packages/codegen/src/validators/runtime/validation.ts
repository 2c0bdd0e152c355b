// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { escapeToken, formatPointer } from './json-pointer.ts';

/** A place where a body breaks the contract. */
export interface Violation {
  /** JSON Pointer (RFC 6901) to the offending value, or to where a missing property belongs; `''` is the body. */
  readonly pointer: string;
  /** The JSON Schema keyword that is broken: `required`, `type`, `format`, … */
  readonly code: string;
  readonly message: string;
  /** What was expected: the name of the type or format, the missing property, the limit. */
  readonly parameter?: string;
}

/** Something in a valid body that the contract does not know yet. */
export interface Observation {
  /** JSON Pointer (RFC 6901) to the unknown property or value. */
  readonly pointer: string;
  readonly kind: 'unknown-property' | 'unknown-value';
  /** The value that is not among the known ones; absent for an unknown property. */
  readonly value?: string | number | boolean;
}

/** The verdict on a body. At most 32 observations are made of one body. */
export type Validation<Payload> =
  | { readonly valid: true; readonly payload: Payload; readonly observations: readonly Observation[] }
  | { readonly valid: false; readonly violations: readonly Violation[] };

/** What a schema knows of a value: `null` where it knows nothing more than its type. */
export interface Shape {
  readonly properties?: { readonly [name: string]: Shape | null };
  /** Other properties than these are foreseen, so they are nothing to observe. */
  readonly open?: boolean;
  readonly items?: Shape | null;
  readonly values?: readonly unknown[];
}

/** The parts of a precompiled Ajv function that are used here. */
export interface Judge {
  (body: unknown): boolean;
  errors?: null | readonly JudgeError[];
}

interface JudgeError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Makes the validator of one payload from its compiled schema and what the contract knows of it. */
export function validator<Payload>(
  judge: Judge,
  shape: Shape | null,
): (body: unknown) => Validation<Payload> {
  return (body) => {
    if (!judge(body)) return { valid: false, violations: (judge.errors ?? []).map(violation) };
    const observations: Observation[] = [];
    if (shape) observe(shape, body, [], observations);
    return { valid: true, payload: body as Payload, observations };
  };
}

// The bound on observations of one body, so that no body can make a receiver write without end.
const MAX_OBSERVATIONS = 32;

function violation({ instancePath, keyword, message, params }: JudgeError): Violation {
  const property = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  const parameter = property ?? params['type'] ?? params['format'] ?? params['limit'] ?? params['pattern'];
  return {
    pointer: property === undefined ? instancePath : `${instancePath}/${escapeToken(String(property))}`,
    code: keyword,
    message: messageOf(keyword, params) ?? message ?? 'is not valid',
    ...(parameter !== undefined && { parameter: String(parameter) }),
  };
}

/** Where a message of ours says more than Ajv's. */
function messageOf(keyword: string, { format }: JudgeError['params']): string | undefined {
  if (keyword === 'required') return 'is required';
  return keyword === 'format' ? FORMAT_MESSAGES.get(String(format)) : undefined;
}

const FORMAT_MESSAGES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['date', 'must be an RFC 3339 date such as 2026-01-02'],
  ['date-time', 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z'],
  ['time', 'must be an RFC 3339 time such as 03:04:05Z'],
]);

/** The names and indexes that lead to a value. Kept apart, because most bodies have nothing to point to. */
type Path = (string | number)[];

function observe(shape: Shape, value: unknown, path: Path, observations: Observation[]): void {
  if (observations.length >= MAX_OBSERVATIONS) return;
  if (Array.isArray(value)) {
    if (!shape.items) return;
    for (let index = 0; index < value.length; index += 1)
      observeInside(shape.items, index, value[index], path, observations);
  } else if (typeof value === 'object' && value !== null) {
    if (shape.properties) observeProperties(shape.properties, shape.open === true, value, path, observations);
  } else if (shape.values && value !== null && !shape.values.includes(value)) {
    const unknown = value as string | number | boolean;
    observations.push({ pointer: formatPointer(path), kind: 'unknown-value', value: unknown });
  }
}

function observeProperties(
  known: NonNullable<Shape['properties']>,
  open: boolean,
  value: object,
  path: Path,
  observations: Observation[],
): void {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(known, name)) {
      const shape = known[name];
      if (shape) observeInside(shape, name, (value as Record<string, unknown>)[name], path, observations);
    } else if (!open && observations.length < MAX_OBSERVATIONS) {
      observations.push({ pointer: formatPointer([...path, name]), kind: 'unknown-property' });
    }
  }
}

function observeInside(
  shape: Shape,
  token: string | number,
  value: unknown,
  path: Path,
  observations: Observation[],
): void {
  path.push(token);
  observe(shape, value, path, observations);
  path.pop();
}
