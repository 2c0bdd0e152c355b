import type { Findings } from './findings.ts';
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
    () => {},
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
