import { child, follow, isMapping, type Place } from '../contract/place.ts';
import { canonicalText } from '../meaning/shape.ts';
import type { Difference, Flow } from './difference.ts';
import type { PayloadComparison } from './payloads.ts';
import { compareNamedWords, compareWords } from './words.ts';

/** A difference of one part of a request or response, such as a header. */
export type PartDifference = Difference & { readonly part: string };

/** Compares the parameters of a request: headers, query, path and cookies. */
export function compareParameters(
  base: readonly Place[],
  revision: readonly Place[],
  payloads: PayloadComparison,
  flow: Flow,
): PartDifference[] {
  return compareFields(parametersOf(base), parametersOf(revision), payloads, flow);
}

/** Compares the headers of a response. */
export function compareHeaders(
  base: Place,
  revision: Place,
  payloads: PayloadComparison,
  flow: Flow,
): PartDifference[] {
  return compareFields(headersOf(base), headersOf(revision), payloads, flow);
}

type Fields = ReadonlyMap<string, { readonly part: string; readonly place: Place }>;

function compareFields(
  base: Fields,
  revision: Fields,
  payloads: PayloadComparison,
  flow: Flow,
): PartDifference[] {
  return [...new Set([...base.keys(), ...revision.keys()])].flatMap((key) => {
    const [before, now] = [base.get(key), revision.get(key)];
    const part = (now ?? before)?.part ?? '';
    return differencesOf(before?.place, now?.place, payloads, flow).map((each) => ({ ...each, part }));
  });
}

function differencesOf(
  base: Place | undefined,
  revision: Place | undefined,
  payloads: PayloadComparison,
  flow: Flow,
): readonly Difference[] {
  if (!base && !revision) return [];
  if (!base && revision)
    return [
      isRequired(revision)
        ? {
            effect: 'narrower',
            pointer: '',
            what: 'it is new and required.',
            rejects: 'without it',
            revision,
          }
        : { effect: 'more', pointer: '', what: 'it is new and optional.', admits: 'with it', revision },
    ];
  if (!base) return [];
  if (!revision) {
    const wasRequired = isRequired(base);
    return [
      {
        effect: 'gone',
        pointer: '',
        what: `it was removed${wasRequired ? '; it was required' : ''}.`,
        ...(wasRequired && { admits: 'without it' }),
        base,
      },
    ];
  }
  const found: Difference[] = [];
  const at = { pointer: '', base, revision } as const;
  if (isRequired(base) && !isRequired(revision))
    found.push({ ...at, effect: 'wider', what: 'it is no longer required.', admits: 'without it' });
  if (!isRequired(base) && isRequired(revision))
    found.push({ ...at, effect: 'narrower', what: 'it is required now.', rejects: 'without it' });
  const [before, now] = [serializationOf(base), serializationOf(revision)];
  if (canonicalText(before) !== canonicalText(now))
    found.push({
      ...at,
      effect: 'other',
      what: 'its value is written in another way (`style`, `explode`).',
      admits: 'with the value in the new way',
      rejects: 'with the value in the former way',
    });
  return [
    ...found,
    ...payloads.schemas(child(base, 'schema'), child(revision, 'schema')),
    ...payloads.content(child(base, 'content'), child(revision, 'content'), flow),
    ...compareNamedWords(child(base, 'examples'), child(revision, 'examples'), 'example'),
    ...compareWords(base, revision, READ),
  ];
}

const READ: ReadonlySet<string> = new Set([
  ...['name', 'in', 'required', 'schema', 'content', 'examples', 'style', 'explode', 'allowReserved'],
]);

/** By OpenAPI 3.1, section 4.8.12; a parameter in the path is always there. */
function isRequired({ value }: Place): boolean {
  return isMapping(value) && (value['required'] === true || value['in'] === 'path');
}

function serializationOf({ value }: Place): unknown {
  if (!isMapping(value)) return undefined;
  const place = value['in'] ?? 'header';
  const style = value['style'] ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  return {
    style,
    explode: value['explode'] ?? style === 'form',
    allowReserved: value['allowReserved'] ?? false,
  };
}

/** Names of headers are case-insensitive (RFC 9110, section 5.1). Parameters of an operation come after those of its path. */
function parametersOf(places: readonly Place[]): Fields {
  return new Map(
    places.flatMap((parameter) => {
      const place = follow(parameter);
      if (!isMapping(place.value)) return [];
      const { in: location, name } = place.value;
      const key = `${location} ${location === 'header' ? String(name).toLowerCase() : name}`;
      return [
        [
          key,
          {
            part: `${location === 'path' || location === 'query' ? `${location} parameter` : location} \`${name}\``,
            place,
          },
        ] as const,
      ];
    }),
  );
}

function headersOf(headers: Place): Fields {
  const { value } = headers;
  if (!isMapping(value)) return new Map();
  return new Map(
    Object.keys(value).map((name) => [
      name.toLowerCase(),
      { part: `header \`${name}\``, place: follow(child(headers, name)) },
    ]),
  );
}
