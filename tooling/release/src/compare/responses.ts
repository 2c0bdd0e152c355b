import { child, children, follow, type Place } from '../contract/place.ts';
import type { Difference, Flow } from './difference.ts';
import { compareHeaders, type PartDifference } from './parameters.ts';
import type { PayloadComparison } from './payloads.ts';
import { compareWords } from './words.ts';

/** Compares the responses of an operation. */
export function compareResponses(
  base: Place,
  revision: Place,
  payloads: PayloadComparison,
  flow: Flow,
): PartDifference[] {
  const [before, now] = [responsesOf(base), responsesOf(revision)];
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((code) => {
    const [from, to] = [covering(before, code), covering(now, code)];
    const found: readonly (Difference & { readonly part?: string })[] =
      from && to ? compareResponse(from, to, payloads, flow) : [to ? added(code, to) : removed(code, from)];
    const part = `response ${code}`;
    return found.map((each) => ({ ...each, part: each.part === undefined ? part : `${part} ${each.part}` }));
  });
}

function compareResponse(
  base: Place,
  revision: Place,
  payloads: PayloadComparison,
  flow: Flow,
): (Difference & { readonly part?: string })[] {
  const [before, now] = [follow(base), follow(revision)];
  return [
    ...payloads.content(child(before, 'content'), child(now, 'content'), flow),
    ...compareHeaders(child(before, 'headers'), child(now, 'headers'), payloads, flow),
    ...compareWords(base, revision, READ),
  ];
}

const READ: ReadonlySet<string> = new Set(['content', 'headers']);

function added(code: string, place: Place): Difference {
  const at = { pointer: '', revision: place, what: 'the response is new.', admits: `with ${code}` } as const;
  // A sender treats an unknown status as the first one of its class (RFC 9110, section 15); but success had other statuses.
  return code.startsWith('2') ? { ...at, effect: 'wider' } : { ...at, effect: 'more' };
}

function removed(code: string, place: Place | undefined): Difference {
  return {
    pointer: '',
    effect: 'narrower',
    what: 'the response was removed.',
    rejects: `with ${code}`,
    ...(place && { base: place }),
  };
}

function responsesOf(responses: Place): Map<string, Place> {
  return new Map(
    children(responses)
      .filter(([code]) => !code.startsWith('x-'))
      .map(([code, place]) => [code === 'default' ? code : code.toUpperCase(), place]),
  );
}

/** The response of a status: its own, the one of its range, or the default (OpenAPI 3.1, section 4.8.16). */
function covering(responses: ReadonlyMap<string, Place>, code: string): Place | undefined {
  return responses.get(code) ?? responses.get(`${code[0]}XX`) ?? responses.get('default');
}
