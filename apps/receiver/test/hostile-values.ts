/**
 * Values that a handler may throw and that are harmful to inspect: what reading, printing or comparing them does
 * is up to them. Each is made when it is thrown.
 */
export const HOSTILE_VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a symbol': () => Symbol('hostile'),
  'a big integer': () => 10n ** 400n,
  NaN: () => Number.NaN,
  'an empty text': () => '',
  'a text of a million characters': () => 'x'.repeat(1_000_000),
  'half of a surrogate pair and a NUL': () => '\ud800\0',
  'an object without a prototype': () => Object.create(null),
  'an object whose toString throws': () => ({
    toString() {
      throw new Error('toString');
    },
  }),
  'an object whose toString gives an object': () => ({ toString: () => ({}) }),
  'an object whose toString never ends': () => {
    const text = { toString: (): string => `${text}` };
    return text;
  },
  'an object whose toPrimitive throws': () => ({
    [Symbol.toPrimitive]() {
      throw Object.create(null);
    },
  }),
  'an object whose toJSON throws': () => ({
    toJSON() {
      throw new Error('toJSON');
    },
  }),
  'a function': () => () => {},
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of a function': () => revoked(() => {}),
  'a proxy whose every trap throws': () => trapped(),
  'an error whose message throws': () =>
    Object.defineProperty(new Error(), 'message', {
      get() {
        throw new Error('message');
      },
    }),
  'an error whose name and stack throw': () =>
    Object.defineProperties(new Error('hidden'), { name: thrower(), stack: thrower(), cause: thrower() }),
  'an error whose message is an object': () => Object.assign(new Error(), { message: Object.create(null) }),
  'an error with a message of a million characters': () => new Error('x'.repeat(1_000_000)),
  'an error whose prototype is a revoked proxy': () =>
    Object.setPrototypeOf(new Error('hidden'), revoked({}) as object),
  'an error that is its own cause': () => {
    const error = new Error('again');
    error.cause = error;
    return error;
  },
  'an error with ten thousand causes': () => {
    let error = new Error('the first');
    for (let n = 0; n < 10_000; n += 1) error = new Error('the next', { cause: error });
    return error;
  },
  'errors together, themselves among them': () => {
    const errors: unknown[] = [new Error('one'), undefined, Object.create(null), Symbol('two')];
    const error = new AggregateError(errors, 'together');
    errors.push(error);
    error.errors.push(error, revoked({}));
    return error;
  },
  'errors together whose list throws': () =>
    Object.defineProperty(new AggregateError([]), 'errors', thrower()),
  'a promise that is never resolved': () => new Promise(() => {}),
  'something whose then throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    get then(): never {
      throw new Error('then');
    },
  }),
  'an array that holds itself': () => {
    const array: unknown[] = [];
    array.push(array);
    return array;
  },
  'a date that is none': () => new Date(Number.NaN),
  'a typed array of a million bytes': () => new Uint8Array(1_000_000),
};

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A proxy that nothing can be asked of. */
function trapped(): unknown {
  const fail = () => {
    throw new Error('trapped');
  };
  return new Proxy({}, new Proxy({}, { get: () => fail }));
}

function thrower(): PropertyDescriptor {
  return {
    get() {
      throw new Error('a getter');
    },
  };
}
