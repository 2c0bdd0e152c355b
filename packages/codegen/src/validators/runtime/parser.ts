// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { contentCodings, isJsonContent, isUtf8Content } from './content-headers.ts';
import { ofEventType } from './events.ts';
import { type HeaderRule, headersIn, headerViolations } from './header-check.ts';
import {
  filled,
  REQUEST_ERRORS,
  type Rejection,
  type ReportedError,
  type RequestErrorCode,
  rejectBody,
  rejectHeaders,
} from './rejection.ts';
import { parseStrictJson } from './strict-json.ts';
import type { Observation, Validation, Violation } from './validation.ts';

/** What a parser knows of its contract. */
interface ParserContract {
  readonly validators: Readonly<Record<string, (body: unknown) => Validation<unknown>>>;
  /** The names of properties that no sender chose. */
  readonly names: readonly string[];
  /** Writes an error as the contract does. */
  readonly errorMessageOf: (error: ReportedError) => unknown;
}

/** What a parser of whole requests knows besides. */
interface RequestContract extends ParserContract {
  readonly eventTypeOf: (path: unknown) => string | undefined;
  /** The headers that the contract describes, of the event types that have some. */
  readonly headers: Readonly<Record<string, readonly HeaderRule[]>>;
  /** The media types of the event types for which the contract names others than `application/json`. */
  readonly mediaTypes: Readonly<Record<string, string>>;
}

/** The result of parsing; the generated package declares it more exactly. */
type ParsedBody =
  | {
      readonly valid: true;
      readonly notification: { readonly eventType: string; readonly payload: unknown };
      readonly observations: readonly Observation[];
    }
  | {
      readonly valid: false;
      readonly status: number;
      readonly violations: readonly Violation[];
      readonly errorMessage: unknown;
    };

interface ParseOptions {
  readonly requestId?: string;
}

interface RequestOptions extends ParseOptions {
  readonly prefix?: string;
}

/** Creates the function that parses and validates the body of an event type. */
export function createParse(contract: ParserContract) {
  const { validators } = contract;
  const names = new Set(contract.names);
  return (eventType: string, rawBody: unknown, options: ParseOptions = {}): ParsedBody => {
    const validate = ofEventType(validators, eventType);
    const body = rawBytes(rawBody);
    const parsed = body === undefined ? notRaw(rawBody) : parseStrictJson(body);
    const result = parsed.ok
      ? validate(parsed.value)
      : { valid: false as const, violations: [parsed.violation] };
    return result.valid
      ? {
          valid: true,
          notification: { eventType, payload: result.payload },
          observations: result.observations,
        }
      : rejected(contract, rejectBody(result.violations, names), options, {}, result.violations);
  };
}

/** Creates the function that finds the event type of a request, checks its headers, and parses and validates its body. */
export function createParseRequest(contract: RequestContract) {
  const parse = createParse(contract);
  return (
    request: { readonly path: unknown; readonly headers?: unknown; readonly body: unknown },
    options: RequestOptions = {},
  ): ParsedBody => {
    const reject = (code: RequestErrorCode, mediaType = '') =>
      rejected(contract, rejection(code, mediaType), options, { mediaType });
    const eventType = contract.eventTypeOf(behind(options.prefix, request.path));
    if (eventType === undefined) return reject('UNKNOWN_PATH');
    const headerOf = headersIn(request.headers);
    const rules = Object.hasOwn(contract.headers, eventType) ? contract.headers[eventType] : undefined;
    const violations = headerViolations(rules ?? [], headerOf);
    if (violations.length > 0) return rejected(contract, rejectHeaders(violations), options);
    const contentType = headerOf('content-type');
    const ownType = Object.hasOwn(contract.mediaTypes, eventType)
      ? contract.mediaTypes[eventType]
      : undefined;
    const mediaType = ownType ?? 'application/json';
    if (!isJsonContent(contentType)) return reject('UNSUPPORTED_CONTENT_TYPE', mediaType);
    if (!isUtf8Content(contentType, () => isAscii(rawBytes(request.body))))
      return reject('UNSUPPORTED_CHARSET', mediaType);
    const parsed = parse(eventType, request.body, options);
    const isCompressed = contentCodings(headerOf('content-encoding')).length > 0;
    return !parsed.valid && isCompressed && isBinary(request.body) ? reject('COMPRESSED_BODY') : parsed;
  };
}

/** The path behind the one at which a program serves all event types; `undefined` if it is elsewhere. */
function behind(prefix: string | undefined, path: unknown): unknown {
  if (prefix === undefined || typeof path !== 'string') return path;
  const own = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
  const base = prefix.replace(/\/+$/, '');
  return own.startsWith(`${base}/`) ? own.slice(base.length) : undefined;
}

function rejection(code: RequestErrorCode, mediaType: string): Rejection {
  const row = REQUEST_ERRORS[code];
  const violations =
    'violation' in row
      ? [{ pointer: '', code: row.violation.code, message: filled(row.violation.message, { mediaType }) }]
      : [];
  return { code, problem: '', details: [], violations };
}

function rejected(
  { errorMessageOf }: ParserContract,
  { code, problem, details, violations }: Rejection,
  { requestId = crypto.randomUUID() }: ParseOptions,
  values: Readonly<Record<string, unknown>> = {},
  all: readonly Violation[] = violations,
): ParsedBody {
  const { status, errorCode, message } = REQUEST_ERRORS[code];
  const errorMessage = errorMessageOf({
    status,
    code: errorCode,
    message: filled(message, { problem, ...values }),
    requestId,
    ...(details.length > 0 && { details }),
  });
  return { valid: false, status, violations: all, errorMessage };
}

/** The bytes or the text of a raw body; `undefined` if a program has parsed it already. */
function rawBytes(body: unknown): Uint8Array | string | undefined {
  // A framework gives no body for an empty one.
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  // Not by `instanceof`: a test environment may have classes of its own.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const isBuffer = /^\[object (?:Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(body));
  return isBuffer ? new Uint8Array(body as ArrayBuffer) : undefined;
}

function notRaw(body: unknown): { readonly ok: false; readonly violation: Violation } {
  const message = `was not received as bytes or text, but as a parsed value of type ${typeof body}`;
  return { ok: false, violation: { pointer: '', code: 'raw', message } };
}

function isAscii(body: Uint8Array | string | undefined): boolean {
  if (typeof body === 'string') return [...body].every((character) => character < '\x80');
  return body?.every((byte) => byte < 0x80) ?? false;
}

/** Whether a body is not text in UTF-8, as compressed bytes nearly never are. */
function isBinary(body: unknown): boolean {
  const raw = rawBytes(body) ?? '';
  return NOT_TEXT.test(typeof raw === 'string' ? raw : new TextDecoder().decode(raw));
}

// The replacement character stands for bytes that are not UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: no text has these characters
const NOT_TEXT = /[\ufffd\0-\x08]/;
