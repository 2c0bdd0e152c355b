import type { Finding } from '../findings.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import { schemasOf } from '../walk-document.ts';

/** A finding in a schema, with the pointer of the schema around it that is not inside another one. */
interface UnreadKeyword extends Finding {
  readonly within: string;
}

/**
 * What schemas have and no reader knows: a misspelled keyword restricts nothing, and a schema of another dialect may mean
 * something else. Reads the document as its author wrote it, before older forms are rewritten.
 */
export function unreadKeywords(document: object): UnreadKeyword[] {
  const found: UnreadKeyword[] = [];
  const { jsonSchemaDialect } = document as { jsonSchemaDialect?: unknown };
  if (isOtherDialect(jsonSchemaDialect))
    found.push({ within: '', pointer: '/jsonSchemaDialect', message: aboutDialect(jsonSchemaDialect) });
  for (const { schema, pointer: within } of schemasOf(document))
    walkSchema(
      schema,
      (inner, pointer) => {
        const { $schema } = inner as { $schema?: unknown };
        if (isOtherDialect($schema))
          found.push({ within, pointer: `${pointer}/$schema`, message: aboutDialect($schema) });
        for (const keyword of Object.keys(inner).filter((each) => isUnread(inner, each)))
          found.push({
            within,
            pointer: `${pointer}/${escapeToken(keyword)}`,
            message: aboutKeyword(keyword),
          });
      },
      within,
    );
  return found;
}

function isOtherDialect(dialect: unknown): boolean {
  return dialect !== undefined && !(typeof dialect === 'string' && KNOWN_DIALECT.test(dialect));
}

function aboutDialect(dialect: unknown): string {
  return `schemas are read as those of JSON Schema 2020-12, found the dialect ${JSON.stringify(dialect)}`;
}

const KNOWN_DIALECT =
  /^https?:\/\/(?:json-schema\.org\/draft\/2020-12\/schema|spec\.openapis\.org\/oas\/3\.[12]\/dialect\/[\w-]+)#?$/;

function isUnread(schema: Exclude<Schema, boolean>, keyword: string): boolean {
  return !keyword.startsWith('x-') && !KEYWORDS.has(keyword) && schema[keyword] !== undefined;
}

function aboutKeyword(keyword: string): string {
  const similar = [...KEYWORDS].find((known) => isMisspelled(keyword, known));
  const advice = similar === undefined ? 'an extension is named `x-…`' : `did you mean \`${similar}\`?`;
  return `\`${keyword}\` is no keyword of JSON Schema 2020-12 or OpenAPI 3.1; it is ignored; ${advice}`;
}

/** Whether two words differ in their case, in one letter that is missing, added or other, or in two that changed places. */
function isMisspelled(word: string, known: string): boolean {
  const [a, b] = [word.toLowerCase(), known.toLowerCase()];
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1 || known.length < MIN_LETTERS) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

// Two short words are soon similar.
const MIN_LETTERS = 4;

// JSON Schema 2020-12, OpenAPI 3.1 and 3.2, and what is read as in earlier forms.
const KEYWORDS: ReadonlySet<string> = new Set([
  ...[
    '$anchor',
    '$comment',
    '$defs',
    '$dynamicAnchor',
    '$dynamicRef',
    '$id',
    '$ref',
    '$schema',
    '$vocabulary',
  ],
  ...['additionalProperties', 'allOf', 'anyOf', 'const', 'contains', 'contentEncoding', 'contentMediaType'],
  ...[
    'contentSchema',
    'default',
    'dependentRequired',
    'dependentSchemas',
    'deprecated',
    'description',
    'else',
  ],
  ...['enum', 'examples', 'exclusiveMaximum', 'exclusiveMinimum', 'format', 'if', 'items', 'maxContains'],
  ...[
    'maxItems',
    'maxLength',
    'maxProperties',
    'maximum',
    'minContains',
    'minItems',
    'minLength',
    'minProperties',
  ],
  ...['minimum', 'multipleOf', 'not', 'oneOf', 'pattern', 'patternProperties', 'prefixItems', 'properties'],
  ...[
    'propertyNames',
    'readOnly',
    'required',
    'then',
    'title',
    'type',
    'unevaluatedItems',
    'unevaluatedProperties',
  ],
  ...['uniqueItems', 'writeOnly'],
  ...['discriminator', 'example', 'externalDocs', 'xml'],
  ...[
    'additionalItems',
    'definitions',
    'dependencies',
    'id',
    'nullable',
    '$recursiveAnchor',
    '$recursiveRef',
  ],
  // A reference may have it beside it.
  'summary',
]);
