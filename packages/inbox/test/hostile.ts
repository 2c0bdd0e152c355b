import { runInNewContext } from 'node:vm';

const fail = (): never => {
  throw new Error('hostile');
};

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function property(name: string, value: object = new Error('no')): object {
  return Object.defineProperty(value, name, { get: fail });
}

/** Values that a handler may throw and that are dangerous to read. Each test creates its own. */
export const HOSTILE: readonly (readonly [what: string, hostile: () => unknown])[] = [
  ['an object without a prototype', () => Object.create(null)],
  ['a toString that throws', () => ({ toString: fail })],
  ['a toString that is no function', () => ({ toString: 1, valueOf: 2 })],
  ['a Symbol.toPrimitive that throws', () => ({ [Symbol.toPrimitive]: fail })],
  ['a toJSON that throws', () => Object.assign(new Error('no'), { toJSON: fail })],
  ['a Symbol.toStringTag that throws', () => Object.defineProperty({}, Symbol.toStringTag, { get: fail })],
  ['a message that throws', () => property('message')],
  ['a message that throws in a plain object', () => property('message', {})],
  ['a name that throws', () => property('name')],
  ['a stack that throws', () => property('stack')],
  ['a code that throws', () => property('code')],
  ['a cause that throws', () => property('cause')],
  ['errors that throw', () => property('errors')],
  ['a constructor that throws', () => property('constructor')],
  ['a proxy whose every trap throws', () => new Proxy({}, new Proxy({}, { get: fail }))],
  [
    'a proxy of an error whose every trap throws',
    () => new Proxy(new Error('no'), new Proxy({}, { get: fail })),
  ],
  ['a proxy of a function whose every trap throws', () => new Proxy(() => {}, new Proxy({}, { get: fail }))],
  ['a proxy whose prototype cannot be read', () => new Proxy({}, { getPrototypeOf: fail })],
  ['a proxy whose keys cannot be read', () => new Proxy({ a: 1 }, { ownKeys: fail })],
  ['a revoked proxy', () => revoked({})],
  ['a revoked proxy of a function', () => revoked(() => {})],
  ['a revoked proxy as a cause', () => new Error('no', { cause: revoked({}) })],
  ['a revoked proxy as the errors', () => Object.assign(new Error('no'), { errors: revoked([]) })],
  ['a revoked proxy as a message', () => Object.assign(new Error(), { message: revoked({}) })],
  ['a revoked proxy in a list', () => [revoked([]), { a: revoked({}) }]],
  ['errors whose length lies', () => ({ message: 'no', errors: new Proxy([], { get: () => 1e9 }) })],
  ['errors of length 4e9', () => ({ message: 'no', errors: new Array(4e9) })],
  ['a message of 20 MB', () => new Error('x'.repeat(20_000_000))],
  ['a name of 20 MB', () => Object.assign(new Error('no'), { name: 'x'.repeat(20_000_000) })],
  ['a code of 20 MB', () => Object.assign(new Error('no'), { code: '\ud83d'.repeat(10_000_000) })],
  ['a key of 20 MB', () => ({ ['x'.repeat(20_000_000)]: 1 })],
  ['a String object of 20 MB', () => Object('x'.repeat(20_000_000))],
  ['bytes of 20 MB', () => new Uint8Array(20_000_000)],
  ['a message of characters of three bytes', () => new Error('€'.repeat(9_000))],
  ['a message of characters of two units', () => new Error(`x${'😀'.repeat(9_000)}`)],
  ['a message of control characters', () => new Error('\u0000\u001b\u009b\u007f'.repeat(3_000))],
  ['lone surrogates', () => new Error('\udc00\ud800'.repeat(5_000))],
  ['an error that causes itself', () => withCause(new Error('no'))],
  ['a tree of errors', () => tree(12)],
  ['a promise whose then throws', () => property('then', Promise.resolve())],
  ['a then that throws', () => Object.defineProperty({}, 'then', { get: fail })],
  ['a symbol', () => Symbol('no')],
  ['nothing', () => undefined],
  ['null', () => null],
  ['an invalid date', () => new Date(Number.NaN)],
  ['an error of another realm', () => runInNewContext(`new Error('no', { cause: Object.create(null) })`)],
  ['a proxy of another realm', () => runInNewContext(`new Proxy({}, { get() { throw 1 } })`)],
  ['a class', () => class {}],
  ['an object with a key called __proto__', () => JSON.parse('{"__proto__":{"message":1},"message":[]}')],
];

function withCause(error: Error): Error {
  error.cause = new AggregateError([error, error], 'all', { cause: error });
  return error;
}

function tree(depth: number): Error {
  return depth === 0
    ? new Error('leaf')
    : new AggregateError([tree(depth - 1), tree(depth - 1)], `at ${depth}`);
}
