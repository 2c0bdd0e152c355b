import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { isReadAsJson } from '../media-types.ts';
import { isHeaderName } from '../receiver/header-name.ts';
import { isSchema, resolve, type Schema } from '../schema.ts';
import type { HeaderForm } from '../validators/runtime/header-value.ts';
import type { Webhook } from '../webhook.ts';
import { itemTypesOf, typesOf } from './header-types.ts';

/** What requests have besides their bodies. */
export interface RequestHeaders {
  /** The media types of event types for which the contract names others than `application/json`. */
  readonly mediaTypes: readonly (readonly [eventType: string, mediaTypes: string])[];
  /** The headers that the contract describes, of the event types that have some. */
  readonly headers: readonly (readonly [eventType: string, rules: readonly HeaderRule[]])[];
  /** The contract with the schemas of the headers among its named ones. */
  readonly contract: Contract;
}

/** A header of a webhook (OpenAPI 3.1, section 4.8.12). */
export interface HeaderRule {
  readonly name: string;
  readonly required: boolean;
  readonly form: HeaderForm;
  /** The name of its schema under `components.schemas`. */
  readonly schema: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** Reads what the requests of a contract have besides their bodies. */
export function requestHeaders(contract: Contract): RequestHeaders {
  const { document, webhooks } = contract;
  const schemas = new HeaderSchemas(document);
  const headers = webhooks.flatMap((webhook) => {
    const item = itemOf(document, webhook);
    const operation = (item[webhook.method] ?? {}) as Loose;
    const rules = rulesOf(document, [item['parameters'], operation['parameters']], schemas);
    return rules.length === 0 ? [] : [[webhook.eventType, rules] as const];
  });
  return {
    headers,
    mediaTypes: webhooks.flatMap((webhook) => {
      const types = mediaTypesOf(document, webhook).join(' or ');
      return types === 'application/json' ? [] : [[webhook.eventType, types] as const];
    }),
    contract: { ...contract, document: schemas.added() },
  };
}

/** The parameters of the path item, and those of the operation, which replace them. */
function rulesOf(
  document: Oas3_1Definition,
  lists: readonly unknown[],
  schemas: HeaderSchemas,
): HeaderRule[] {
  const rules = new Map<string, HeaderRule>();
  for (const parameters of lists) {
    if (!Array.isArray(parameters)) continue;
    for (const each of parameters) {
      const parameter = loose(document, each);
      const { name, in: location } = parameter ?? {};
      if (!parameter || location !== 'header' || typeof name !== 'string' || !isHeaderName(name)) continue;
      if (IGNORED.has(name.toLowerCase())) continue;
      rules.set(name.toLowerCase(), ruleOf(document, name, parameter, schemas));
    }
  }
  return [...rules.values()];
}

// OpenAPI says that `content` or `security` describe them.
const IGNORED: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

function ruleOf(
  document: Oas3_1Definition,
  name: string,
  { required, explode, schema: plain, content }: Loose,
  schemas: HeaderSchemas,
): HeaderRule {
  const [[mediaType, media] = []] = Object.entries((content ?? {}) as Record<string, Loose>);
  const json = mediaType !== undefined && /[/+]json(?:$|;)/i.test(mediaType);
  // Of another media type only the presence is checked.
  const given = mediaType === undefined ? plain : json ? media?.['schema'] : true;
  const schema = isSchema(given) ? given : true;
  return {
    name,
    required: required === true,
    form: {
      json,
      explode: explode === true,
      types: typesOf(document, schema),
      itemTypes: itemTypesOf(document, schema),
    },
    schema: schemas.nameOf(name, schema),
  };
}

/** The schemas of headers, by new names; equal ones share a name. */
class HeaderSchemas {
  readonly #document: Oas3_1Definition;
  readonly #names = new Map<string, string>();
  readonly #schemas = new Map<string, Schema>();

  constructor(document: Oas3_1Definition) {
    this.#document = document;
  }

  nameOf(header: string, schema: Schema): string {
    const key = JSON.stringify(schema);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const preferred = `header ${header.toLowerCase()}`;
    let name = preferred;
    for (let number = 2; this.#isTaken(name); number += 1) name = `${preferred} ${number}`;
    this.#names.set(key, name);
    // The identity of a header's schema is that of no body's schema.
    const { $id: _, ...own } = typeof schema === 'object' ? schema : {};
    this.#schemas.set(name, typeof schema === 'object' ? (own as Schema) : schema);
    return name;
  }

  #isTaken(name: string): boolean {
    return this.#schemas.has(name) || Object.hasOwn(this.#document.components?.schemas ?? {}, name);
  }

  /** The document with these schemas. */
  added(): Oas3_1Definition {
    if (this.#schemas.size === 0) return this.#document;
    const { components } = this.#document;
    const schemas = { ...components?.schemas, ...Object.fromEntries(this.#schemas) };
    return { ...this.#document, components: { ...components, schemas } } as Oas3_1Definition;
  }
}

function mediaTypesOf(document: Oas3_1Definition, webhook: Webhook): string[] {
  const operation = itemOf(document, webhook)[webhook.method] as Loose | undefined;
  const content = loose(document, operation?.['requestBody'])?.['content'] ?? {};
  return Object.keys(content).filter(isReadAsJson);
}

function itemOf(document: Oas3_1Definition, { eventType }: Webhook): Loose {
  return loose(document, document.webhooks?.[eventType]) ?? {};
}

/** A part of the document; one behind a reference that leads nowhere is none. */
function loose(document: Oas3_1Definition, value: unknown): Loose | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return resolve(document, value) as Loose;
  } catch {
    return undefined;
  }
}
