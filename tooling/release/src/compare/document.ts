import { child, children, follow, isMapping, type Place } from '../contract/place.ts';
import { canonicalText } from '../meaning/shape.ts';
import { compareEntries } from './annotations.ts';
import type { ContractDifference, Difference, Flow } from './difference.ts';
import { compareNamedWords, compareWords, resolved } from './words.ts';

/** Compares what a contract says as a whole: its words, its tags, and the address of an API. */
export function compareDocuments(base: Place, revision: Place): ContractDifference[] {
  const flow: Flow = isMapping(child(revision, 'paths').value) ? 'request' : 'notification';
  const of = (part: string, found: readonly Difference[]) =>
    found.map((each) => ({ ...each, subject: '', flow, part }));
  const at = (...keys: string[]) => [child(base, ...keys), child(revision, ...keys)] as const;
  return [
    ...of('info', compareWords(...at('info'), new Set(['version']))),
    ...of('tags', compareTags(...at('tags'))),
    ...of('security schemes', compareSchemeWords(...at('components', 'securitySchemes'))),
    ...of('servers', flow === 'request' ? compareServers(...at('servers')) : []),
    ...of('', compareWords(base, revision, flow === 'request' ? new Set([...READ, 'servers']) : READ)),
  ];
}

const READ: ReadonlySet<string> = new Set([
  'info',
  'tags',
  'webhooks',
  'paths',
  'components',
  'security',
  'openapi',
]);

function compareTags(base: Place, revision: Place): Difference[] {
  const byName = (place: Place): Place => {
    const list = Array.isArray(place.value) ? place.value : [];
    return {
      ...place,
      value: Object.fromEntries(list.map((tag) => [isMapping(tag) ? String(tag['name']) : '', tag])),
    };
  };
  const located = (difference: Difference): Difference => {
    const { base: from, revision: to } = difference;
    return { ...difference, ...(from && { base }), ...(to && { revision }) };
  };
  return compareNamedWords(byName(base), byName(revision), 'tag').map(located);
}

function compareSchemeWords(base: Place, revision: Place): Difference[] {
  return children(base).flatMap(([name, scheme]) => {
    if (child(revision, name).value === undefined) return [];
    const description = (place: Place) =>
      new Map(children(follow(place)).filter(([key]) => key === 'description'));
    return compareEntries(description(scheme), description(child(revision, name)), '');
  });
}

/** The address of an API. The one of webhooks is only an example: each partner registers its own. */
function compareServers(base: Place, revision: Place): Difference[] {
  const [before, now] = [base, revision].map((place) => canonicalText(withoutDescriptions(resolved(place))));
  if (before === now)
    return compareEntries(new Map([['servers', base]]), new Map([['servers', revision]]), '');
  return [
    {
      effect: 'meaning',
      pointer: '',
      what: 'the documented address changed.',
      why: 'Clients that use the documented address no longer reach the server.',
      base,
      revision,
    },
  ];
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'description');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutDescriptions(inner)]));
}
