import type { Findings } from './findings.ts';
import { leadsToCollection } from './schema.ts';
import { walkDocument } from './walk-document.ts';

/**
 * Checks that a document has mappings, lists and schemas where OpenAPI expects them, and removes what is not: everything after
 * this reads only what it expects. Nothing (`null`) and what is outside of webhooks and components is a warning, all else a
 * fault.
 */
export function checkStructure(document: object, findings: Findings): void {
  const misplaced: { readonly owner: object; readonly key: string }[] = [];
  walkDocument(
    document,
    (kind, value, pointer) => {
      if (kind !== 'schema') {
        checkReference(value, pointer, findings);
        checkTexts(value, ['title', 'summary', 'description'], pointer, findings);
      }
      if (kind === 'parameter') checkTexts(value, ['name', 'in'], pointer, findings);
      if (/^\/components\/[a-zA-Z]+\/$/.test(pointer))
        findings.fault(pointer, 'expected a name of letters, digits, `.`, `-` and `_`, found an empty one');
    },
    ({ owner, key, value, expected, pointer }) => {
      misplaced.push({ owner, key });
      const message = `expected ${expected}, found ${JSON.stringify(value)}`;
      const isFault = value !== null && /^\/(?:webhooks|components)(?:\/|$)/.test(pointer);
      if (isFault) findings.fault(pointer, message);
      else findings.warn(pointer, `${message}; it is left out`);
    },
  );
  // From the end, because items of a list change their places.
  for (const { owner, key } of misplaced.reverse()) {
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete (owner as Record<string, unknown>)[key];
  }
}

function checkReference(value: object | boolean, pointer: string, findings: Findings): void {
  const { $ref } = value as { readonly $ref?: unknown };
  if ($ref === undefined || (typeof $ref === 'string' && !leadsToCollection($ref))) return;
  findings.fault(
    `${pointer}/$ref`,
    `expected a reference to an object of the same kind, found ${JSON.stringify($ref)}`,
  );
}

function checkTexts(
  value: object | boolean,
  keywords: readonly string[],
  pointer: string,
  findings: Findings,
): void {
  for (const keyword of keywords) {
    const text: unknown = (value as Readonly<Record<string, unknown>>)[keyword];
    if (text !== undefined && typeof text !== 'string')
      findings.fault(
        `${pointer}/${keyword}`,
        `\`${keyword}\`: expected a text, found ${JSON.stringify(text)}`,
      );
  }
}
