import type { Findings } from './findings.ts';
import { walkDocument } from './walk-document.ts';

/**
 * Gives each operation whose operationId an earlier operation has another one, because types are named after them. Changes
 * the document.
 *
 * @returns all operationIds.
 */
export function makeOperationIdsUnique(document: object, findings: Findings): Set<string> {
  const operations: { readonly operation: Operation; readonly id: string; readonly pointer: string }[] = [];
  walkDocument(document, (kind, value, pointer) => {
    const operation = value as Operation;
    if (kind !== 'operation' || typeof operation.operationId !== 'string') return;
    operations.push({ operation, id: operation.operationId, pointer });
  });
  const taken = new Set(operations.map(({ id }) => id));
  const seen = new Set<string>();
  for (const { operation, id, pointer } of operations) {
    if (seen.has(id)) {
      const unique = freeOperationId(id, taken);
      operation.operationId = unique;
      findings.warn(
        `${pointer}/operationId`,
        `another operation has the operationId \`${id}\`; \`${unique}\` is used`,
      );
    }
    seen.add(id);
  }
  return taken;
}

/** The id or, if it is taken, the id with the first free number behind it. The id is taken then. */
export function freeOperationId(preferred: string, taken: Set<string>): string {
  let id = preferred;
  for (let number = 2; taken.has(id); number += 1) id = `${preferred}${number}`;
  taken.add(id);
  return id;
}

interface Operation {
  operationId?: unknown;
}
