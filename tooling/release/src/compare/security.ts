import { child, children, follow, isMapping, type Place } from '../contract/place.ts';
import { canonicalText } from '../meaning/shape.ts';
import type { Difference } from './difference.ts';

/** An operation and the document that it is in. */
export interface Operation {
  readonly document: Place;
  readonly place: Place;
}

/** Compares how a request has to be authenticated. The names of schemes do not count: requests do not have them. */
export function compareSecurity(base: Operation, revision: Operation): Difference[] {
  const [before, now] = [alternativesOf(base), alternativesOf(revision)];
  const added = [...now].filter(([text]) => !before.has(text)).map(([, shown]) => shown);
  const removed = [...before].filter(([text]) => !now.has(text)).map(([, shown]) => shown);
  if (added.length === 0 && removed.length === 0) return [];
  const what = `authentication: ${[...before.values()].join(' or ')} → ${[...now.values()].join(' or ')}.`;
  return [
    {
      pointer: '',
      effect: added.length === 0 ? 'narrower' : removed.length === 0 ? 'wider' : 'other',
      what,
      admits: `with ${added.join(' or ')}`,
      rejects: `with ${removed.join(' or ')}`,
      base: requirementsOf(base),
      revision: requirementsOf(revision),
    },
  ];
}

function requirementsOf({ document, place }: Operation): Place {
  const own = child(place, 'security');
  return own.value === undefined ? child(document, 'security') : own;
}

/** The ways to authenticate, by their canonical texts, for people. */
function alternativesOf(operation: Operation): Map<string, string> {
  const requirements = requirementsOf(operation);
  const list = Array.isArray(requirements.value) ? requirements.value : [];
  if (list.length === 0) return new Map([['', 'no authentication']]);
  return new Map(
    list.map((_, index) => {
      const schemes = children(child(requirements, index)).map(([name, { value: scopes }]) => {
        const scheme = follow(child(operation.document, 'components', 'securitySchemes', name)).value;
        const list = Array.isArray(scopes) ? [...scopes].sort() : [];
        return { text: canonicalText([textOf(scheme), list]), shown: nameOf(name, scheme, list) };
      });
      schemes.sort((a, b) => (a.text < b.text ? -1 : 1));
      return schemes.length === 0
        ? ['', 'no authentication']
        : [schemes.map(({ text }) => text).join(), schemes.map(({ shown }) => shown).join(' and ')];
    }),
  );
}

function textOf(scheme: unknown): unknown {
  if (!isMapping(scheme)) return scheme;
  const { description: _, ...rest } = scheme;
  const entries = Object.entries(rest).filter(([keyword]) => !keyword.startsWith('x-'));
  // Names of HTTP headers and schemes are case-insensitive (RFC 9110, sections 5.1 and 11.1).
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const isInsensitive = key === 'scheme' || (key === 'name' && scheme['in'] === 'header');
      return [key, isInsensitive ? String(value).toLowerCase() : value];
    }),
  );
}

function nameOf(name: string, scheme: unknown, scopes: readonly unknown[]): string {
  const scoped = scopes.length > 0 ? ` with ${scopes.join(', ')}` : '';
  if (!isMapping(scheme)) return `\`${name}\`${scoped}`;
  const { type, in: place, name: field, scheme: kind } = scheme;
  if (type === 'apiKey') return `a key in the ${place} \`${field}\``;
  return type === 'http' ? `HTTP ${kind} authentication` : `${type} (\`${name}\`)${scoped}`;
}
