import type { ReleasedContract } from './contracts.ts';
import type { Difference } from './differences.ts';
import type { Bump } from './version.ts';

/** What a change does to those who built on the last release. */
export interface Rating {
  readonly rating: 'breaking' | 'tolerant readers only' | 'safe';
  readonly bump: Exclude<Bump, 'none'>;
  /** One sentence. */
  readonly why: string;
}

/** What a difference needs to be known of besides itself. */
export interface Context {
  readonly direction: ReleasedContract['direction'];
  /** Whether the list of values at the place of the difference was open to more in the last release. */
  readonly wasExtensible: boolean;
}

/**
 * Rates a difference. `redocly diff` knows that the body of a webhook is to its receiver what a response is to a client,
 * and says what breaks. Here it is told what it cannot know: what tolerant readers take, what the extensions mean, and
 * that a receiver refuses what its contract does not allow.
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
      why: 'The list was open: who takes what is not in it goes on as before, and who insists on it refuses the notification.',
    },
  },
  {
    applies: ({ property }, { wasExtensible }) => property === 'x-extensible' && !wasExtensible,
    rating: {
      rating: 'breaking',
      bump: 'major',
      why: 'Who took the list for complete will meet values that are not in it.',
    },
  },
  {
    applies: ({ property }) => property === 'x-extensible',
    rating: {
      rating: 'safe',
      bump: 'minor',
      why: 'Who reads may rely on the list; but a receiver of this contract refuses every other value.',
    },
  },
  {
    applies: ({ property }) => property === 'x-subject' || property === 'x-occurred-at',
    rating: {
      rating: 'breaking',
      bump: 'major',
      why: 'Order and repetition are judged by it: what is in the inbox already and what comes next no longer meet.',
    },
  },
  {
    applies: ({ kind, path }) => kind === 'added' && /^#\/webhooks\/[^/]+$/.test(path),
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'A receiver of the last release answers 404 and keeps it in quarantine until a handler has been written.',
    },
  },
  {
    applies: ({ kind, path }) =>
      kind === 'added' && isInBody(path) && path.split('/').at(-2) === 'properties',
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'Who ignores properties that are not listed goes on as before, and who insists on the list refuses the notification.',
    },
  },
  {
    applies: ({ impact, path, property, typeName }) =>
      impact !== 'major' && isInBody(path) && (JUDGED.has(property ?? '') || COMPOSED.has(typeName)),
    rating: {
      rating: 'safe',
      bump: 'minor',
      why: 'It promises more than before, which no reader minds; but a receiver of this contract refuses what does not keep the promise.',
    },
  },
  {
    applies: ({ impact, path, typeName }) =>
      impact === 'minor' && /\/responses\//.test(path) && !DOCUMENTATION.has(typeName),
    rating: {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'The platform may be answered in a way that the last release did not tell of.',
    },
  },
];

// What a validator is made of; the rest of a schema is read by people.
const JUDGED: ReadonlySet<string> = new Set([
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
  'property-removed': 'Who reads it finds nothing, and a receiver that required it refuses the notification.',
  'required-properties-removed':
    'Who relies on it fails where it is absent, and a receiver of the last release refuses such a notification.',
  'schema-type-changed':
    'Nobody has been told to expect the other type; a receiver of the last release refuses the notification.',
  'schema-constraint-changed':
    'Nobody has been told to expect what is allowed now; a receiver of the last release refuses the notification.',
  'enum-values-added':
    'The list was closed: a receiver of the last release refuses a notification with another value.',
  'path-removed': 'The handlers of this event type will never be called again, and nothing tells them.',
  'operation-id-changed': 'Types, handlers and routes are named after it.',
  'schema-name-removed': 'Code that imports the type of this name no longer compiles.',
  'security-scheme-changed':
    'The platform and the receivers no longer agree where the key is, and everything gets a 401.',
  'response-removed': 'Who sends has been told to expect this answer, and is left without its meaning.',
};

function rateByImpact({ impact, verdicts, typeName }: Difference): Rating {
  if (impact === 'major') return { rating: 'breaking', bump: 'major', why: whyOf(verdicts) };
  if (impact === 'minor' && !DOCUMENTATION.has(typeName))
    return {
      rating: 'tolerant readers only',
      bump: 'minor',
      why: 'It adds what the last release did not tell of.',
    };
  return {
    rating: 'safe',
    bump: 'patch',
    why: 'It changes what is said about notifications, not what is sent.',
  };
}

function rateApi({ impact, verdicts, typeName }: Difference): Rating {
  if (impact === 'major') return { rating: 'breaking', bump: 'major', why: whyOf(verdicts) };
  if (impact === 'minor' && !DOCUMENTATION.has(typeName))
    return { rating: 'safe', bump: 'minor', why: 'It adds to what can be asked or answered.' };
  return { rating: 'safe', bump: 'patch', why: 'Who asks as before is answered as before.' };
}

function whyOf(verdicts: Difference['verdicts']): string {
  return (
    verdicts.map(({ ruleId }) => WHY[ruleId]).find((why) => why !== undefined) ??
    'Who built on the last release relies on what it said here.'
  );
}

function isInBody(path: string): boolean {
  return /^#\/webhooks\/[^/]+\/[^/]+\/requestBody\/content\/[^/]+\/schema(\/|$)/.test(path);
}
