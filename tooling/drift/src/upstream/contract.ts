import { join } from 'node:path';
import { createInMemoryValidators, readContract, type Validation } from '@partner-webhooks/codegen';
import { parseFragment, valueAt } from '@partner-webhooks/types/json-pointer';
import { type PublishedProperty, type PublishedWebhook, UnreadableError } from './published.ts';
import { describeRequest } from './request.ts';
import { describePayload } from './schema/properties.ts';
import { isMapping, type Schema } from './schema/schema.ts';
import { withoutDrafts } from './without-drafts.ts';

/** The contract as its files are, generated or not. */
export interface ContractDescription {
  readonly webhooks: ReadonlyMap<string, ContractWebhook>;
  /** Validates a body as the generated validators do. */
  readonly validate: (eventType: string, body: unknown) => Validation<unknown>;
}

/** The contract of an event type. */
export interface ContractWebhook {
  readonly body: PublishedProperty;
  /** By pointer; parents first. */
  readonly properties: ReadonlyMap<string, PublishedProperty>;
  /** Status codes. */
  readonly responses: readonly string[];
  readonly request: PublishedWebhook['request'];
}

/**
 * Reads the contract in a folder, with `openapi.yaml` as its root. What is drafted and not yet reviewed is not in it: a comparison
 * says the same before and after a draft.
 *
 * @throws ContractError if it cannot be read.
 */
export async function openContract(folder: string): Promise<ContractDescription> {
  const contract = withoutDrafts(await readContract(join(folder, 'openapi.yaml')));
  const document: unknown = contract.document;
  const validators = createInMemoryValidators(contract);
  const source = {
    lineOf: () => 0,
    resolve(ref: string): Schema {
      const found = valueAt(document, parseFragment(ref));
      if (isMapping(found)) return found;
      throw new UnreadableError(`the contract refers to ${ref}, which leads to nothing`);
    },
  };
  const at = (...tokens: string[]): Schema => {
    const found = valueAt(document, tokens);
    return isMapping(found)
      ? typeof found['$ref'] === 'string'
        ? source.resolve(found['$ref'])
        : found
      : {};
  };
  return {
    validate: validators.validate,
    webhooks: new Map(
      contract.webhooks.map(({ eventType, method, path }) => {
        const pathItem = at('webhooks', eventType);
        const operation = isMapping(pathItem[method]) ? pathItem[method] : {};
        const content = valueAt(operation, ['requestBody', 'content']);
        const media = isMapping(content) ? content : {};
        const schema = valueAt(media, ['application/json', 'schema']);
        const { body, properties } = describePayload(isMapping(schema) ? schema : {}, source);
        const place = { document: at(), pathItem, operation, mediaTypes: Object.keys(media), source };
        return [
          eventType,
          {
            body,
            properties: new Map(properties.map((property) => [property.pointer, property])),
            responses: Object.keys(isMapping(operation['responses']) ? operation['responses'] : {}),
            request: { ...describeRequest(place), path },
          },
        ];
      }),
    ),
  };
}
