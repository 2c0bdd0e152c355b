import { schemasOfProperty } from './intersect.ts';
import type { Kind, Shape } from './shape.ts';

/** A shape without limits that exclude nothing: those of listed values, and fewer properties than are required. */
export function simplify(shape: Shape): Shape {
  const kinds = [...shape].map(
    ([type, kind]) =>
      [
        type,
        withoutUseless(withoutLimitsOfValues(type === 'boolean' ? withoutBothBooleans(kind) : kind)),
      ] as const,
  );
  return new Map(kinds.filter(([, kind]) => kind.values?.size !== 0 && !demandsWhatItForbids(kind)));
}

/** Whether a property is required that is forbidden: then no object is allowed. */
function demandsWhatItForbids(kind: Kind): boolean {
  return [...kind.required].some((name) =>
    schemasOfProperty(kind, name).some(({ value }) => value === false),
  );
}

function withoutBothBooleans({ values, ...kind }: Kind): Kind {
  return values && values.size < 2 ? { ...kind, values } : kind;
}

/** Values that are listed, but not allowed, are left out; then the limits say nothing more. */
export function withoutLimitsOfValues(kind: Kind): Kind {
  const { values, limits, patterns } = kind;
  if (!values || (limits.size === 0 && patterns.size === 0)) return kind;
  const [, value] = [...values][0] ?? [];
  if (typeof value !== 'string' && typeof value !== 'number') return kind;
  const checks = [...limits].map(([keyword, limit]) => LIMITS[keyword]?.(limit));
  const expressions = [...patterns].map(expression);
  if ([...checks, ...expressions].includes(undefined)) return kind;
  const allowed = [...values].filter(
    ([, each]) =>
      checks.every((isAllowed) => isAllowed?.(each as never)) &&
      expressions.every((pattern) => pattern?.test(String(each))),
  );
  return { ...kind, values: new Map(allowed), limits: new Map(), patterns: new Set() };
}

function withoutUseless(kind: Kind): Kind {
  // No item is there to be restricted.
  if (kind.limits.get('maxItems') === 0) return { ...kind, items: [], prefix: [] };
  const least = kind.limits.get('minProperties');
  if (typeof least !== 'number' || least > kind.required.size) return kind;
  return { ...kind, limits: new Map([...kind.limits].filter(([keyword]) => keyword !== 'minProperties')) };
}

type Check = (value: never) => boolean;

const LIMITS: Readonly<Record<string, (limit: number | true) => Check>> = {
  minLength: (limit) => (value: string) => [...value].length >= Number(limit),
  maxLength: (limit) => (value: string) => [...value].length <= Number(limit),
  minimum: (limit) => (value: number) => value >= Number(limit),
  maximum: (limit) => (value: number) => value <= Number(limit),
  exclusiveMinimum: (limit) => (value: number) => value > Number(limit),
  exclusiveMaximum: (limit) => (value: number) => value < Number(limit),
  integer: () => (value: number) => Number.isInteger(value),
};

function expression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
