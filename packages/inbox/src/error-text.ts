import { types } from 'node:util';
import { BoundedText } from './bounded-text.ts';

/** Longest text that {@link errorText} returns, in bytes of UTF-8. */
export const MAX_ERROR_BYTES = 8_192;

/**
 * Describes any thrown value: name, message and code of an error, its cause, and the errors it aggregates; for other
 * objects, some properties. JavaScript can throw any value, and to read one can run foreign code (a getter, a proxy,
 * `toString`), so each read is guarded. It never throws, and does not copy more of a long text than it returns.
 *
 * @returns well-formed text of at most {@link MAX_ERROR_BYTES} bytes, without control characters except line feed.
 * @example
 * ```ts
 * errorText(new TypeError('fetch failed', { cause: new Error('no route') }));
 * // TypeError: fetch failed
 * // caused by: Error: no route
 * ```
 */
export function errorText(thrown: unknown): string {
  const out = new BoundedText(MAX_ERROR_BYTES);
  guarded(() => writeThrown(out, thrown, 0, []), out, out);
  return out.toString() || 'an error without text';
}

/** The message of a thrown value, without name, code and causes. Bounded as {@link errorText}. */
export function errorMessage(thrown: unknown): string {
  const message = isObject(thrown) ? read(thrown, 'message') : undefined;
  return typeof message === 'string' && message !== '' ? errorText(message) : errorText(thrown);
}

/** The stack of a thrown value, bounded as {@link errorText}; `undefined` if it has none. */
export function errorStack(thrown: unknown): string | undefined {
  const stack = isObject(thrown) ? read(thrown, 'stack') : undefined;
  return typeof stack === 'string' ? errorText(stack) : undefined;
}

/** `instanceof`, but `false` for proxies for which `instanceof` throws. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never) => T): value is T {
  return guarded(() => value instanceof type, false);
}

// Levels of causes, aggregated errors and nested objects.
const MAX_DEPTH = 8;
// Of one message, so that a long message leaves room for the cause.
const MAX_MESSAGE_CHARS = 4_000;
// Of a name, a code, a key, or one value of an object.
const MAX_VALUE_CHARS = 200;
// Of an object or a list.
const MAX_ITEMS = 20;

type Seen = readonly object[];

function writeThrown(out: BoundedText, thrown: unknown, depth: number, seen: Seen): BoundedText {
  if (!isObject(thrown)) return out.add(primitiveText(thrown), MAX_MESSAGE_CHARS);
  if (seen.includes(thrown)) return out.add('[circular]');
  if (depth > MAX_DEPTH) return out.add('[more]');
  const following = [...seen, thrown];
  const message = read(thrown, 'message');
  const isError = guarded(() => types.isNativeError(thrown), false) || typeof message === 'string';
  if (isError) writeHead(out, thrown, message, depth, following);
  else writeValue(out, thrown, depth, following);
  writeCode(out, thrown, isError);
  writeRelated(out, thrown, depth, following);
  return out;
}

/** `TypeError: fetch failed`. */
function writeHead(out: BoundedText, error: object, message: unknown, depth: number, seen: Seen): void {
  const name = read(error, 'name');
  out.add(typeof name === 'string' && name !== '' ? name : 'Error', MAX_VALUE_CHARS);
  if (message === undefined || message === '') return;
  out.add(': ');
  if (isObject(message)) writeValue(out, message, depth + 1, seen);
  else out.add(primitiveText(message), MAX_MESSAGE_CHARS);
}

/** ` [ECONNREFUSED]`. Only for errors: other objects show their code among their properties. */
function writeCode(out: BoundedText, thrown: object, isError: boolean): void {
  const code = isError ? read(thrown, 'code') : undefined;
  if (code === undefined || code === null || code === '' || isObject(code)) return;
  out.add(' [');
  out.add(primitiveText(code), MAX_VALUE_CHARS);
  out.add(']');
}

/** The cause, and the errors of an AggregateError, one per line. */
function writeRelated(out: BoundedText, thrown: object, depth: number, seen: Seen): void {
  const cause = read(thrown, 'cause');
  if (cause !== undefined && cause !== null) {
    out.add(`\n${'  '.repeat(depth)}caused by: `);
    writeThrown(out, cause, depth + 1, seen);
  }
  const errors = read(thrown, 'errors');
  if (!guarded(() => Array.isArray(errors), false)) return;
  const list = errors as readonly unknown[];
  const length = Number(read(list, 'length'));
  for (let index = 0; index < length && index < MAX_ITEMS && !out.isFull; index += 1) {
    out.add(`\n${'  '.repeat(depth)}- `);
    writeThrown(out, read(list, index), depth + 1, seen);
  }
  if (length > MAX_ITEMS) out.add(`\n${'  '.repeat(depth)}- and ${length - MAX_ITEMS} more`);
}

/** A value that is not an error. */
function writeValue(out: BoundedText, value: unknown, depth: number, seen: Seen): BoundedText {
  if (typeof value === 'string') return out.add(JSON.stringify(value.slice(0, MAX_VALUE_CHARS)));
  if (!isObject(value)) return out.add(primitiveText(value), MAX_VALUE_CHARS);
  if (depth > MAX_DEPTH) return out.add('[more]');
  if (typeof value === 'function') return out.add('[function]');
  // Otherwise every character or byte would be a property.
  if (ArrayBuffer.isView(value) || types.isBoxedPrimitive(value)) return out.add(`[${kindOf(value)}]`);
  const following = seen.includes(value) ? seen : [...seen, value];
  if (guarded(() => Array.isArray(value), false)) return writeList(out, value, depth, following);
  const own = ownText(value);
  if (own !== undefined) return out.add(own, MAX_MESSAGE_CHARS);
  return writeProperties(out, value, depth, following);
}

function writeList(out: BoundedText, value: object, depth: number, seen: Seen): BoundedText {
  const length = Number(read(value, 'length'));
  out.add('[');
  for (let index = 0; index < length && index < MAX_ITEMS && !out.isFull; index += 1) {
    if (index > 0) out.add(', ');
    writeItem(out, read(value, index), depth, seen);
  }
  if (length > MAX_ITEMS) out.add(`, … of ${length}`);
  return out.add(']');
}

function writeProperties(out: BoundedText, value: object, depth: number, seen: Seen): BoundedText {
  const keys = guarded(() => Object.keys(value), undefined);
  if (keys === undefined) return out.add('[unreadable object]');
  const kind = kindOf(value);
  if (kind !== 'Object') out.add(`[${kind}]${keys.length > 0 ? ' ' : ''}`, MAX_VALUE_CHARS);
  if (keys.length === 0 && kind !== 'Object') return out;
  out.add('{');
  for (const [index, key] of keys.slice(0, MAX_ITEMS).entries()) {
    if (out.isFull) return out;
    out.add(index > 0 ? ', ' : ' ');
    out.add(key, MAX_VALUE_CHARS);
    out.add(': ');
    writeItem(out, read(value, key), depth, seen);
  }
  if (keys.length > MAX_ITEMS) out.add(`, … of ${keys.length}`);
  return out.add(keys.length > 0 ? ' }' : '}');
}

function writeItem(out: BoundedText, item: unknown, depth: number, seen: Seen): BoundedText {
  if (isObject(item) && seen.includes(item)) return out.add('[circular]');
  if (isObject(item) && typeof read(item, 'message') === 'string')
    return writeThrown(out, item, depth + 1, seen);
  return writeValue(out, item, depth + 1, seen);
}

/** The result of an object's own `toString`, as a URL or a date has; `undefined` if it has none. */
function ownText(value: object): string | undefined {
  const method = read(value, 'toString');
  if (typeof method !== 'function' || method === Object.prototype.toString) return undefined;
  const text = guarded<unknown>(() => Reflect.apply(method, value, []), undefined);
  // `Object.prototype.toString` of another realm is another function.
  return typeof text === 'string' && !text.startsWith('[object ') ? text : undefined;
}

/** `Object`, `Map`, `Response`, `Uint8Array`. */
function kindOf(value: object): string {
  return guarded(() => Object.prototype.toString.call(value), '[object Object]').slice('[object '.length, -1);
}

function primitiveText(value: unknown): string {
  return typeof value === 'string' ? value : guarded(() => String(value), typeof value);
}

/** Whether a value has properties. */
function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A property; `undefined` if reading it throws. */
function read(value: object, key: string | number): unknown {
  return guarded<unknown>(() => (value as Readonly<Record<string | number, unknown>>)[key], undefined);
}

/** The result of `run`. If it throws: `fallback`, and a note in `out`. */
function guarded<T>(run: () => T, fallback: T, out?: BoundedText): T {
  try {
    return run();
  } catch {
    out?.add('[unreadable]');
    return fallback;
  }
}
