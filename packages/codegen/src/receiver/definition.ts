import type { Oas3_1Schema, Oas3Paths } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { json, type OutputFile } from '../output.ts';
import { resolve } from '../schema.ts';

/**
 * The contract for the receiver: the same operations under `paths` instead of `webhooks`, each at the path of its event
 * type, because routers support only `paths`.
 */
export function receiverDefinition(contract: Contract): OutputFile {
  const { webhooks, paths: _, ...rest } = contract.document;
  const paths: Oas3Paths<Oas3_1Schema> = {};
  for (const { eventType, path, method, operationId } of contract.webhooks) {
    const item = resolve(contract.document, webhooks?.[eventType] ?? {});
    const operation = item[method as 'post'];
    if (operation) paths[path] = { [method]: { ...operation, operationId, 'x-event-type': eventType } };
  }
  return json(contract, 'receiver.json', { ...rest, paths });
}
