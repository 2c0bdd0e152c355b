import type { ReleasedContract } from './contracts.ts';
import type { Difference } from './differences.ts';
import type { Bump } from './version.ts';

/** The effect of a change on receivers that were built on the last release. */
export interface Rating {
  readonly rating: 'breaking' | 'tolerant readers only' | 'safe';
  readonly bump: Exclude<Bump, 'none'>;
  /** One sentence. */
  readonly why: string;
}

/** What a rating depends on besides the difference. */
export interface Context {
  readonly direction: ReleasedContract['direction'];
  /** Whether the list of values at the position of the difference was `x-extensible` in the last release. */
  readonly wasExtensible: boolean;
}

/**
 * Rates a difference. `redocly diff` treats the body of a webhook as a response and says what breaks. The rules here add
 * what it cannot know: what tolerant readers accept, what the extensions mean, and that a receiver rejects what its
 * contract does not allow.
 */
export function rate(difference: Difference, context: Context): Rating {
  if (context.direction === 'api') return rateApi(difference);
  const rule = RULES.find(({ applies }) => applies(difference, context));
  return rule?.rating ?? rateByImpact(difference);
}

interface Rule {
  readonly applies: (difference: Difference, context: Context) => boolean;
  readonly rating: Rating;
}

const RULES: readonly Rule[] = [
  {
    applies: ({ verdicts }, { wasExtensible }) =>
      wasExtensible && verdicts.length > 0 && verdicts.every(({ ruleId }) => ruleId === 'enum-values-added'),
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'The list was open: a tolerant reader accepts the new value, a strict reader rejects the notification.',
    },
  },
  {
    applies: ({ property }, { wasExtensible }) => property === 'x-extensible' && !wasExtensible,
    rating: {
      rating: 'breaking',
      bump: 'major',
      why: 'Receivers that treat the list as complete get values that are not in it.',
    },
  },
  {
    applies: ({ property }) => property === 'x-extensible',
    rating: {
      rating: 'safe',
      bump: 'minor',
      why: 'Readers can rely on the list; but a receiver of this contract rejects every other value.',
    },
  },
  {
    applies: ({ property }) => property === 'x-subject' || property === 'x-occurred-at',
    rating: {
      rating: 'breaking',
      bump: 'major',
      why: 'Order and duplicates are determined by it: notifications in the inbox and later ones no longer match.',
    },
  },
  {
    applies: ({ kind, path }) => kind === 'added' && /^#\/webhooks\/[^/]+$/.test(path),
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'A receiver of the last release responds with 404 and quarantines it until a handler has been written.',
    },
  },
  {
    applies: ({ kind, path }) =>
      kind === 'added' && isInBody(path) && path.split('/').at(-2) === 'properties',
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'A tolerant reader ignores the new property, a strict reader rejects the notification.',
    },
  },
  {
    applies: ({ impact, path, property, typeName }) =>
      impact !== 'major' && isInBody(path) && (VALIDATED.has(property ?? '') || COMPOSED.has(typeName)),
    rating: {
      rating: 'safe',
      bump: 'minor',
      why: 'It guarantees more than before, which breaks no reader; but a receiver of this contract rejects notifications without the guarantee.',
    },
  },
  {
    applies: ({ impact, path, typeName }) =>
      impact === 'minor' && /\/responses\//.test(path) && !DOCUMENTATION.has(typeName),
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'The platform may get a response that the last release did not declare.',
    },
  },
];

// The keywords that a validator checks; the other keywords of a schema are for people.
const VALIDATED: ReadonlySet<string> = new Set([
  ...[
    'type',
    'format',
    'enum',
    'const',
    'required',
    'pattern',
    'multipleOf',
    'uniqueItems',
    'additionalProperties',
  ],
  ...[
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
  ],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'unevaluatedProperties'],
]);
const COMPOSED: ReadonlySet<string> = new Set(['AllOf', 'AnyOf', 'OneOf']);
const DOCUMENTATION: ReadonlySet<string> = new Set([
  'Example',
  'ExamplesMap',
  'Tag',
  'ExternalDocs',
  'SpecExtension',
]);

const WHY: Readonly<Record<string, string>> = {
  'property-removed':
    'Readers of the property no longer find it, and a receiver that requires it rejects the notification.',
  'required-properties-removed':
    'Readers that rely on it fail where it is absent, and a receiver of the last release rejects such a notification.',
  'schema-type-changed':
    'No reader expects the other type; a receiver of the last release rejects the notification.',
  'schema-constraint-changed':
    'No reader expects what is allowed now; a receiver of the last release rejects the notification.',
  'enum-values-added':
    'The list was closed: a receiver of the last release rejects a notification with another value.',
  'path-removed': 'The handlers of this event type are never called again, and nothing reports it.',
  'operation-id-changed': 'Types, handlers and routes are named after it.',
  'schema-name-removed': 'Code that imports the type of this name no longer compiles.',
  'security-scheme-changed':
    'The platform and the receivers no longer agree where the key is: every request gets 401.',
  'response-removed': 'Senders expect this response, and no longer find its meaning.',
};

function rateByImpact({ impact, verdicts, typeName }: Difference): Rating {
  if (impact === 'major') return { rating: 'breaking', bump: 'major', why: whyOf(verdicts) };
  if (impact === 'minor' && !DOCUMENTATION.has(typeName))
    return {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'It adds what the last release did not declare.',
    };
  return {
    rating: 'safe',
    bump: 'patch',
    why: 'It changes the description of notifications, not the notifications.',
  };
}

function rateApi({ impact, verdicts, typeName }: Difference): Rating {
  if (impact === 'major') return { rating: 'breaking', bump: 'major', why: whyOf(verdicts) };
  if (impact === 'minor' && !DOCUMENTATION.has(typeName))
    return { rating: 'safe', bump: 'minor', why: 'It adds requests or responses.' };
  return { rating: 'safe', bump: 'patch', why: 'Existing requests get the same responses.' };
}

function whyOf(verdicts: Difference['verdicts']): string {
  return (
    verdicts.map(({ ruleId }) => WHY[ruleId]).find((why) => why !== undefined) ??
    'Receivers of the last release rely on what it declared here.'
  );
}

function isInBody(path: string): boolean {
  return /^#\/webhooks\/[^/]+\/[^/]+\/requestBody\/content\/[^/]+\/schema(\/|$)/.test(path);
}
