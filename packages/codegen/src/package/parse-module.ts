import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { usedSchemas } from '../schemas/used-schemas.ts';
import type { Validators } from '../validators/validators.ts';
import { errorSchema } from './error-form.ts';
import type { RequestHeaders } from './request-headers.ts';

/** The module `parse`: from the raw body of a request to a notification, or to the error response. */
export function parseModule(
  contract: Contract,
  requests: RequestHeaders,
  validators: Validators,
): OutputFile[] {
  const error = errorSchema(contract, validators);
  return [
    script(contract, 'parse.js', javascript(contract, requests, error)),
    script(contract, 'parse.d.ts', declarations(error)),
  ];
}

function javascript(contract: Contract, { mediaTypes }: RequestHeaders, error: string | undefined): string {
  const fromRequest = [
    'createParse',
    'createParseRequest',
    ...(error === undefined ? [] : ['errorMessageOf']),
  ];
  const names = [...propertyNames(contract)].sort();
  return `
import { headers } from "./headers.js";
import { eventTypeOf } from "./index.js";
import { validators } from "./validators/index.js";
import { ${fromRequest.join(', ')} } from "./validators/internal/request.js";

const contract = {
  validators,
  names: ${JSON.stringify(names)},
  errorMessageOf${error === undefined ? ': (error) => error' : ''},
};

export const parse = /* @__PURE__ */ createParse(contract);

export const parseRequest = /* @__PURE__ */ createParseRequest({
  ...contract,
  eventTypeOf,
  headers,
  mediaTypes: ${objectLiteral(mediaTypes.map(([eventType, type]) => [eventType, JSON.stringify(type)] as const)).replaceAll('\n', '\n  ')},
});
`;
}

/** The names of all properties of payloads: an error response repeats no others, because a sender may have chosen them. */
function propertyNames({ document, webhooks }: Contract): Set<string> {
  const names = new Set<string>();
  const used = usedSchemas(
    document,
    webhooks.map(({ schema }) => schema),
  );
  for (const name of used)
    walkSchema((document.components?.schemas?.[name] ?? true) as Schema, ({ properties = {} }) => {
      for (const property of Object.keys(properties)) names.add(property);
    });
  return names;
}

function declarations(error: string | undefined): string {
  const imports = error === undefined ? '' : 'import type { components } from "./types.d.ts";\n';
  const message =
    error === undefined
      ? NEUTRAL
      : `/** The contract's error response. */
export type ErrorMessage = components["schemas"][${JSON.stringify(error)}];`;
  return `
${imports}import type { EventType, Notification } from "./index.js";
import type { Observation, Violation } from "./validators/internal/shared.js";

export type { Observation, Violation } from "./validators/internal/shared.js";

${message}

/** A notification, or why a request is none. */
export type Parsed<E extends EventType = EventType> =
  | {
      readonly valid: true;
      readonly notification: Notification<E>;
      /** What the contract does not know yet. */
      readonly observations: readonly Observation[];
    }
  | {
      readonly valid: false;
      /** The status of the response; that of a body alone is 400. */
      readonly status: 400 | 404 | 415;
      readonly violations: readonly Violation[];
      /** The body of the response. It contains no text of the sender. */
      readonly errorMessage: ErrorMessage;
    };

/** A body as it was received. */
export type RawBody = string | ArrayBufferView | ArrayBuffer | null | undefined;

export interface ParseOptions {
  /** Names the request in the error response; a UUID if it is absent. */
  readonly requestId?: string;
}

/**
 * Parses the raw body of a notification as strict JSON (RFC 8259 with the restrictions of RFC 7493) and validates it. Of a bad
 * body nothing is thrown.
 *
 * @throws UnknownEventTypeError if the contract has no such event type.
 */
export declare function parse<E extends EventType>(
  eventType: E,
  rawBody: RawBody,
  options?: ParseOptions,
): Parsed<E>;

export interface RequestOptions extends ParseOptions {
  /** The path at which a program serves all event types, if it is not the root: \`/webhooks\`. */
  readonly prefix?: string;
}

/** What of a request is needed. */
export interface RawRequest {
  /** The path, or the URL: it says the event type. */
  readonly path: string;
  /** The headers: of Node, of \`fetch\`, pairs, or an object with names in any case. */
  readonly headers?: object | null | undefined;
  readonly body: RawBody;
}

/**
 * Finds the event type of a request by its path, checks the media type and the headers that the contract describes, and parses
 * the body as {@link parse}. Of a bad request nothing is thrown. It does not authenticate the sender.
 */
export declare function parseRequest(request: RawRequest, options?: RequestOptions): Parsed;
`;
}

/** The contract has no error response, or another one than parsers write. */
const NEUTRAL = `/** What an error response says; the contract has none that could be written for it. */
export interface ErrorMessage {
  readonly status: number;
  readonly code: string;
  /** For people. */
  readonly message: string;
  readonly requestId: string;
  readonly details?: readonly {
    /** JSON Pointer into the body (RFC 6901); empty for the request as a whole. */
    readonly field: string;
    readonly errors: readonly {
      readonly code: string;
      readonly message: string;
      readonly parameter?: string;
    }[];
  }[];
}`;
