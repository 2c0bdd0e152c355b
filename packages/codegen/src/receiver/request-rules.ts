import type { Oas3_1Definition, Oas3_1Schema, Oas3PathItem, Oas3RequestBody } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import type { Findings } from '../findings.ts';
import { isReadAsJson } from '../media-types.ts';
import { resolve } from '../schema.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import type { Webhook } from '../webhook.ts';
import { acknowledgementOf } from './acknowledgement.ts';
import { type Described, exampleOf } from './example.ts';
import { createCompileCheck, type HeaderRule, headerRules } from './header-rules.ts';
import type { ExampleRequest, RequestRules, SecurityScheme } from './requests-types.ts';
import { namesSignature, readSchemes, type Schemes, type Security, securityOf } from './security.ts';
import { type Place, WebhookFindings } from './webhook-findings.ts';

/** What a receiver has to know of a contract besides paths and payloads. */
export interface ReceiverRules {
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  readonly requests: Readonly<Record<string, RequestRules>>;
  readonly example?: ExampleRequest;
}

/** Reads what requests must be like. What a receiver cannot do as the contract says is a fault. */
export function receiverRules({ document, webhooks }: Contract, all: Findings): ReceiverRules {
  const findings = new WebhookFindings();
  rejectWithoutPayload(document, webhooks, findings);
  const schemes = readSchemes(document);
  const operations = webhooks.map((webhook) => operationOf(document, webhook));
  const reasonNotToCompile = createCompileCheck();
  const requests = new Map<string, RequestRules>();
  let example: ExampleRequest | undefined;
  for (const { eventType, pointer, method, item, operation } of operations) {
    const security =
      operation.security === undefined
        ? inheritedSecurity(document, schemes, { eventType, pointer }, findings)
        : securityOf(
            operation.security,
            schemes,
            { eventType, pointer: `${pointer}/${method}/security` },
            findings,
          );
    const lists = [
      { parameters: item.parameters, pointer: `${pointer}/parameters` },
      { parameters: operation.parameters, pointer: `${pointer}/${method}/parameters` },
    ];
    const place = { eventType, pointer: `${pointer}/${method}` };
    const headers = headerRules(document, lists, eventType, reasonNotToCompile, findings);
    checkSignature(headers, security, place, findings);
    checkMethod(method, place, findings);
    const media = jsonMedia(document, operation);
    requests.set(eventType, {
      method: method.toUpperCase(),
      mediaTypes: media.map(([type]) => type),
      security,
      headers,
      acknowledgement: acknowledgementOf(document, operation.responses, place, findings),
    });
    const body = media.map(([, each]) => exampleOf(document, each)).find((value) => value !== undefined);
    if (body !== undefined) example ??= { eventType, body, headers: headerExamples(document, lists) };
  }
  for (const webhook of webhooks) checkPath(webhook, findings);
  findings.addTo(all);
  const used = new Set([...requests.values()].flatMap(({ security }) => security.flat()));
  const securitySchemes = Object.fromEntries([...schemes.known].filter(([name]) => used.has(name)));
  return { securitySchemes, requests: Object.fromEntries(requests), ...(example && { example }) };
}

type LooseItem = Oas3PathItem<Oas3_1Schema>;

interface LooseOperation {
  readonly security?: unknown;
  readonly parameters?: unknown;
  readonly responses?: unknown;
  readonly requestBody?: Oas3RequestBody<Oas3_1Schema>;
}

function operationOf(document: Oas3_1Definition, { eventType, method }: Webhook) {
  const item = resolve<LooseItem>(document, document.webhooks?.[eventType] ?? {});
  const operation = (item[method] ?? {}) as LooseOperation;
  return { eventType, pointer: `/webhooks/${escapeToken(eventType)}`, method, item, operation };
}

/** The security of a webhook that has none of its own: that of the document. */
function inheritedSecurity(
  { security }: Oas3_1Definition,
  schemes: Schemes,
  place: Place,
  findings: WebhookFindings,
): Security {
  if (security !== undefined)
    return securityOf(security, schemes, { ...place, pointer: '/security' }, findings);
  // To say nothing about security may be an oversight; `security: []` is none.
  findings.warn(
    place,
    'the contract does not say which `security` is required, so a receiver accepts requests from everybody. Add a ' +
      'security scheme, or `security: []` if a proxy in front checks the requests',
  );
  return [];
}

/** Types can do without a webhook whose payload is not known; a receiver has to serve it. */
function rejectWithoutPayload(
  document: Oas3_1Definition,
  webhooks: readonly Webhook[],
  findings: WebhookFindings,
): void {
  const known = new Set(webhooks.map(({ eventType }) => eventType));
  for (const [eventType, item] of Object.entries(document.webhooks ?? {}))
    if (!known.has(eventType))
      findings.fault(
        { eventType, pointer: `/webhooks/${escapeToken(eventType)}` },
        `${whatItHas(document, item)}; this receiver stores notifications with a JSON body`,
      );
}

function whatItHas(document: Oas3_1Definition, item: object): string {
  const operations = Object.values(resolve<object>(document, item)) as (LooseOperation | null)[];
  const body = operations.find((each) => typeof each === 'object' && each?.requestBody)?.requestBody;
  if (!body) return 'no operation has a request body';
  const types = Object.keys(resolve<Oas3RequestBody<Oas3_1Schema>>(document, body).content ?? {});
  if (types.some(isReadAsJson)) return 'its JSON body has no schema';
  return `its body is ${types.join(' or ') || 'not described'}`;
}

/** A path that is not derived from the event type, by `x-path`, may be a template. */
function checkPath({ eventType, path }: Webhook, findings: WebhookFindings): void {
  if (SERVED_PATH.test(path)) return;
  findings.fault(
    { eventType, pointer: `/webhooks/${escapeToken(eventType)}/x-path` },
    `expected a path with a name, without variables and percent-encoding, such as \`/orders/created\`, found ${JSON.stringify(path)}`,
  );
}

// A path without a name is what is left of one that cannot be decoded.
const SERVED_PATH = /^(?:\/+[^\s/?#{}%\\]+)+\/?$/u;

function checkMethod(method: string, place: Place, findings: WebhookFindings): void {
  if (SERVED_METHODS.has(method)) return;
  findings.fault(
    place,
    `HTTP gives the body of a ${method.toUpperCase()} request no meaning, and proxies may drop it; this ` +
      'receiver serves POST, PUT and PATCH',
  );
}

const SERVED_METHODS: ReadonlySet<string> = new Set(['post', 'put', 'patch']);

/** A signature that the receiver does not verify must not be all that protects a webhook. */
function checkSignature(
  headers: readonly HeaderRule[],
  security: Security,
  place: Place,
  findings: WebhookFindings,
): void {
  for (const { name } of headers.filter((each) => namesSignature(each.name))) {
    const found = `the header ${name} is a signature, and OpenAPI cannot describe how to verify it`;
    if (security.length > 0) findings.warn(place, `${found}; only its presence and form are checked`);
    else
      findings.fault(
        place,
        `${found}. Let a proxy in front of the receiver verify it, and give the webhook a scheme under \`security\` ` +
          'between that proxy and the receiver',
      );
  }
}

function jsonMedia(
  document: Oas3_1Definition,
  { requestBody }: LooseOperation,
): (readonly [string, Described])[] {
  if (!requestBody) return [];
  const { content = {} } = resolve<Oas3RequestBody<Oas3_1Schema>>(document, requestBody);
  return Object.entries(content)
    .filter(([type]) => isReadAsJson(type))
    .map(([type, media]) => [type, media as Described]);
}

function headerExamples(
  document: Oas3_1Definition,
  lists: readonly { readonly parameters: unknown }[],
): Record<string, string> {
  const parameters = lists.flatMap(({ parameters: each }) => (Array.isArray(each) ? each : []));
  const values: Record<string, string> = {};
  for (const each of parameters) {
    const parameter = resolve<Described & { name?: string; in?: string; required?: unknown }>(document, each);
    if (parameter.in !== 'header' || parameter.required !== true || parameter.name === undefined) continue;
    const value = exampleOf(document, parameter);
    if (['string', 'number', 'boolean'].includes(typeof value)) values[parameter.name] = String(value);
  }
  return values;
}
