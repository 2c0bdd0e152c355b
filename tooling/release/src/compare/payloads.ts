import type { BodyDecision } from '../bodies/decide.ts';
import { child, children, follow, idOf, isMapping, type Place } from '../contract/place.ts';
import type { Schemas } from '../meaning/shape.ts';
import type { Difference, Flow } from './difference.ts';
import type { SchemaComparison } from './schemas.ts';
import { compareNamedWords, compareWords } from './words.ts';

/** Compares what is sent: media types, schemas and examples. Keeps what it has compared. */
export class PayloadComparison {
  readonly #schemas: SchemaComparison;
  readonly #decide: BodyDecision;
  readonly #known = new Map<string, readonly Difference[]>();

  constructor(schemas: SchemaComparison, decide: BodyDecision) {
    this.#schemas = schemas;
    this.#decide = decide;
  }

  /** Whether two schemas allow the same values, as far as their shapes show it. */
  allowTheSame(base: Place, revision: Place): boolean {
    return this.#schemas.allowTheSame([base], [revision]);
  }

  /** The differences of two schemas; bodies have decided about those that the schemas do not show. */
  schemas(base: Place, revision: Place): readonly Difference[] {
    const [before, now] = [schemasAt(base), schemasAt(revision)];
    const pair = `${idOf(base)} → ${idOf(revision)}`;
    const known = this.#known.get(pair);
    if (known) return known;
    const found = this.#schemas.compare(before, now);
    const decided = this.#schemas.allowTheSame(before, now) ? found : this.#decide(before, now, found);
    this.#known.set(pair, decided);
    return decided;
  }

  /** Compares the `content` of a request body, a response, a parameter or a header. */
  content(base: Place, revision: Place, flow: Flow): readonly Difference[] {
    const [before, now] = [mediaTypesOf(base), mediaTypesOf(revision)];
    return [...new Set([...before.keys(), ...now.keys()])].flatMap((type): readonly Difference[] => {
      const [from, to] = [before.get(type), now.get(type)];
      if (from && to) return this.#mediaType(from, to);
      const isRead = flow === 'notification' || flow === 'request';
      if (to)
        return [
          {
            effect: 'wider',
            pointer: '',
            what: `the media type \`${type}\` is new.`,
            admits: `as \`${type}\`${isRead ? ' (415)' : ''}`,
            revision: to,
          },
        ];
      return [
        {
          effect: 'narrower',
          pointer: '',
          what: `the media type \`${type}\` was removed.`,
          rejects: `as \`${type}\`${isRead ? ' (415)' : ''}`,
          ...(from && { base: from }),
        },
      ];
    });
  }

  #mediaType(base: Place, revision: Place): readonly Difference[] {
    return [
      ...this.schemas(child(base, 'schema'), child(revision, 'schema')),
      ...compareNamedWords(child(base, 'examples'), child(revision, 'examples'), 'example'),
      ...compareWords(base, revision, READ_OF_MEDIA_TYPE),
    ];
  }
}

const READ_OF_MEDIA_TYPE: ReadonlySet<string> = new Set(['schema', 'examples']);

/** Without a schema anything is allowed. */
function schemasAt(place: Place): Schemas {
  return isMapping(place.value) || typeof place.value === 'boolean' ? [place] : [];
}

/** Media types are case-insensitive (RFC 9110, section 8.3.1). */
function mediaTypesOf(content: Place): Map<string, Place> {
  return new Map(
    children(content).map(([type, place]) => [type.toLowerCase().replaceAll(/\s/g, ''), follow(place)]),
  );
}
