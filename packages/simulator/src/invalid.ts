import { type EventType, registry } from '@partner-webhooks/types';
import { payloadSchema, resolved, type Schema } from './contract.ts';
import { type OutgoingRequest, requestFor } from './request.ts';

/** A way in which a request can be wrong, or new, and the status that the contract foresees for it. */
export interface InvalidKind {
  readonly meaning: string;
  readonly expected: number;
  /** @returns `undefined` where the payload has no place that could be wrong in this way. */
  readonly request: (eventType: EventType, payload: object) => OutgoingRequest | undefined;
}

/** Every way, by its name. Two of them are valid: what the contract does not know yet is accepted. */
export const INVALID_KINDS: Readonly<Record<string, InvalidKind>> = {
  'missing-required': {
    meaning: 'a required property is left out',
    expected: 400,
    request: changed(({ required: [name] }) => (name === undefined ? undefined : { [name]: undefined })),
  },
  'wrong-type': {
    meaning: 'a required property has a value of another type',
    expected: 400,
    request: changed(({ required: [name] }) => (name === undefined ? undefined : { [name]: true })),
  },
  'bad-format': {
    meaning: 'an id or a time is written as none can be',
    expected: 400,
    request: changed(({ find }) =>
      find(({ type, format }) => type === 'string' && !!format, 'not one of these'),
    ),
  },
  'unknown-value': {
    meaning: 'a list has a value that the contract does not know yet: accepted, and observed',
    expected: 200,
    request: changed(({ find }) => find((schema) => schema['x-extensible'] === true, 'NOT_KNOWN_YET')),
  },
  'unknown-property': {
    meaning: 'there is a property that the contract does not know yet: accepted, and observed',
    expected: 200,
    request: changed(() => ({ notKnownYet: true })),
  },
  'malformed-json': {
    meaning: 'the body breaks off',
    expected: 400,
    request: (eventType, payload) => {
      const request = requestFor(eventType, payload);
      return { ...request, body: request.body.slice(0, -1) };
    },
  },
  'duplicate-property': {
    meaning: 'a property is there twice, so that two readers could read two things',
    expected: 400,
    request: (eventType, payload) => {
      const request = requestFor(eventType, payload);
      const [first = ''] = Object.keys(payload);
      return { ...request, body: request.body.replace(/}$/, `,${JSON.stringify(first)}:null}`) };
    },
  },
  'too-large': {
    meaning: 'the body is larger than a receiver takes unless it is told to',
    expected: 413,
    request: changed(() => ({ padding: ' '.repeat(DEFAULT_MAX_BODY_BYTES) })),
  },
  'wrong-media-type': {
    meaning: 'the body is announced as plain text',
    expected: 415,
    request: (...about) => ({ ...requestFor(...about), mediaType: 'text/plain' }),
  },
  'wrong-method': {
    meaning: 'the method is PUT',
    expected: 405,
    request: (...about) => ({ ...requestFor(...about), method: 'PUT' }),
  },
  'wrong-key': {
    meaning: 'the key is not one of the valid ones',
    expected: 401,
    request: (...about) => ({ ...requestFor(...about), apiKey: 'not-a-valid-key' }),
  },
  'unknown-path': {
    meaning: 'no event type is received at the path',
    expected: 404,
    request: (eventType, payload) => ({
      ...requestFor(eventType, payload),
      path: `${registry[eventType].path}-not-known-yet`,
    }),
  },
};

// `MAX_BODY_BYTES` of the receiver, where it is not set.
const DEFAULT_MAX_BODY_BYTES = 1_048_576;

interface Places {
  readonly required: readonly string[];
  /** The first property that fits, or whose items do, with another value. */
  readonly find: (fits: (schema: Schema) => boolean, value: unknown) => object | undefined;
}

/** A request whose payload has some properties changed; `undefined` leaves one out. */
function changed(change: (places: Places) => object | undefined): InvalidKind['request'] {
  return (eventType, payload) => {
    const { required = [], properties = {} } = payloadSchema(eventType);
    const find: Places['find'] = (fits, value) => {
      for (const [name, reference] of Object.entries(properties)) {
        const schema = resolved(reference);
        if (fits(schema)) return { [name]: value };
        if (schema.items && fits(resolved(schema.items))) return { [name]: [value] };
      }
      return undefined;
    };
    const changes = change({ required, find });
    return changes && requestFor(eventType, { ...payload, ...changes });
  };
}
