import { type EventType, registry } from '@partner-webhooks/types';
import { payloadSchema, resolved, type Schema } from './contract.ts';
import { type OutgoingRequest, requestFor } from './request.ts';

/** A way in which a request is wrong, or new to the contract. */
export interface InvalidKind {
  readonly meaning: string;
  /** The status that the contract demands for it; absent if it is acknowledged like a valid one. */
  readonly rejectedWith?: number;
  /** @returns `undefined` if the payload has nothing that could be wrong in this way. */
  readonly request: (eventType: EventType, payload: object) => OutgoingRequest | undefined;
}

/** All kinds, by name. Two of them are valid: what is new to the contract is accepted. */
export const INVALID_KINDS: Readonly<Record<string, InvalidKind>> = {
  'missing-required': {
    meaning: 'a required property is left out',
    rejectedWith: 400,
    request: changed(({ required: [name] }) => (name === undefined ? undefined : { [name]: undefined })),
  },
  'wrong-type': {
    meaning: 'a required property has a value of another type',
    rejectedWith: 400,
    request: changed(({ required: [name] }) => (name === undefined ? undefined : { [name]: true })),
  },
  'bad-format': {
    meaning: 'an id or a time has an invalid format',
    rejectedWith: 400,
    request: changed(({ find }) =>
      find(({ type, format }) => type === 'string' && !!format, 'not one of these'),
    ),
  },
  'unknown-value': {
    meaning: 'an enum has a value that is new to the contract: accepted, and observed',
    request: changed(({ find }) => find((schema) => schema['x-extensible'] === true, 'NOT_KNOWN_YET')),
  },
  'unknown-property': {
    meaning: 'a property is new to the contract: accepted, and observed',
    request: changed(() => ({ notKnownYet: true })),
  },
  'malformed-json': {
    meaning: 'the body is incomplete JSON',
    rejectedWith: 400,
    request: (eventType, payload) => {
      const request = requestFor(eventType, payload);
      return { ...request, body: request.body.slice(0, -1) };
    },
  },
  'duplicate-property': {
    meaning: 'a property occurs twice, so that two parsers could read different values',
    rejectedWith: 400,
    request: (eventType, payload) => {
      const request = requestFor(eventType, payload);
      const [first = ''] = Object.keys(payload);
      return { ...request, body: request.body.replace(/}$/, `,${JSON.stringify(first)}:null}`) };
    },
  },
  'too-large': {
    meaning: 'the body is larger than the default limit of a receiver',
    rejectedWith: 413,
    request: changed(() => ({ padding: ' '.repeat(DEFAULT_MAX_BODY_BYTES) })),
  },
  'wrong-media-type': {
    meaning: 'the content type is plain text',
    rejectedWith: 415,
    request: (...about) => ({ ...requestFor(...about), mediaType: 'text/plain' }),
  },
  'wrong-method': {
    meaning: 'the method is PUT',
    rejectedWith: 405,
    request: (...about) => ({ ...requestFor(...about), method: 'PUT' }),
  },
  'wrong-key': {
    meaning: 'the key is not one of the valid ones',
    rejectedWith: 401,
    request: (...about) => ({ ...requestFor(...about), apiKey: 'not-a-valid-key' }),
  },
  'unknown-path': {
    meaning: 'no event type is received at the path',
    rejectedWith: 404,
    request: (eventType, payload) => ({
      ...requestFor(eventType, payload),
      path: `${registry[eventType].path}-not-known-yet`,
    }),
  },
};

// The receiver's default of `MAX_BODY_BYTES`.
const DEFAULT_MAX_BODY_BYTES = 1_048_576;

interface Candidates {
  readonly required: readonly string[];
  /** The first property that matches, or whose items match, with another value. */
  readonly find: (matches: (schema: Schema) => boolean, value: unknown) => object | undefined;
}

/** A request whose payload has some properties changed; `undefined` leaves one out. */
function changed(change: (candidates: Candidates) => object | undefined): InvalidKind['request'] {
  return (eventType, payload) => {
    const { required = [], properties = {} } = payloadSchema(eventType);
    const find: Candidates['find'] = (matches, value) => {
      for (const [name, reference] of Object.entries(properties)) {
        const schema = resolved(reference);
        if (matches(schema)) return { [name]: value };
        if (schema.items && matches(resolved(schema.items))) return { [name]: [value] };
      }
      return undefined;
    };
    const changes = change({ required, find });
    return changes && requestFor(eventType, { ...payload, ...changes });
  };
}
