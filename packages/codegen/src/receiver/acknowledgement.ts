import type { Oas3_1Definition } from '@redocly/openapi-core';
import { resolve } from '../schema.ts';
import type { Place, WebhookFindings } from './webhook-findings.ts';

/** The status with which a receiver that serves no other has always acknowledged. */
const OK = 200;

/**
 * The status with which a receiver acknowledges a notification: 200 or, if the contract has other 2xx only, the lowest of
 * them. It is a fault if each 2xx has a body: what to write into it is a decision, which no receiver can take before a
 * handler has run.
 */
export function acknowledgementOf(
  document: Oas3_1Definition,
  responses: unknown,
  place: Place,
  findings: WebhookFindings,
): number {
  const successes = Object.entries((responses ?? {}) as Readonly<Record<string, object>>)
    .filter(([status]) => /^2(?:\d\d|XX)$/i.test(status))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, response]) => ({ status, expected: expectedIn(resolve<Response>(document, response)) }));
  const [first] = successes;
  if (!first) return OK;
  const served = successes.find(({ expected }) => expected === undefined);
  if (served) return Number(served.status) || OK;
  findings.fault(
    { ...place, pointer: `${place.pointer}/responses/${first.status}` },
    `the platform expects ${first.expected} in the response ${first.status}; this receiver acknowledges without, ` +
      'before a handler decides anything. Remove it from the contract, as an overlay can do, if the platform accepts a response without; otherwise remove the webhook',
  );
  return OK;
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
  readonly headers?: Readonly<Record<string, { readonly required?: unknown }>>;
}

/** What a response must have besides its status. A schema that allows everything asks for nothing. */
function expectedIn({ content = {}, headers = {} }: Response): string | undefined {
  const isOpen = Object.values(content).some((media) => allowsAnything(media?.schema));
  if (Object.keys(content).length > 0 && !isOpen) return 'a body';
  const header = Object.keys(headers).find((name) => headers[name]?.required === true);
  return header && `the header ${header}`;
}

function allowsAnything(schema: unknown): boolean {
  if (schema === undefined || schema === true) return true;
  return (
    typeof schema === 'object' && schema !== null && Object.keys(schema).every((each) => WORDS.has(each))
  );
}

const WORDS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'example',
  'examples',
  'default',
  'deprecated',
]);
