import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Copy } from './copy.ts';

/** A payload of `parcel.delivered`: the contract's example. */
export const PARCEL = { parcel: "P-1's twin", door: { floor: 3 }, result: 'handed over' };

/** The headers of a request for `parcel.delivered`, besides the media type. */
export const COURIER = {
  Authorization: `Basic ${Buffer.from('courier:a-password-of-the-tests').toString('base64')}`,
  'X-Depot': '17',
};

/** The secrets of the contract's three security schemes. */
export const SECRETS = {
  API_KEYS: '',
  BASIC_CREDENTIALS: 'courier:a-password-of-the-tests',
  API_KEYS_CLIENT_ID: 'a-client-id-of-the-tests',
  API_KEYS_CLIENT_SECRET: 'a-client-secret-of-the-tests',
};

const parcel = (status: number) => ({
  operationId: `parcel${status}`,
  requestBody: {
    required: true,
    content: {
      'application/vnd.parcels+json; version=2': {
        schema: { $ref: '#/components/schemas/parcel-event' },
        example: PARCEL,
      },
    },
  },
  responses: {
    [status]: { description: 'Taken.' },
    default: {
      description: 'Not taken.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});

// Nothing of it is as in the contract of this repository: domain, names, security, method, media type, header, errors.
const contract = {
  openapi: '3.1.0',
  info: { title: 'Parcels', version: '7.0.0' },
  security: [{ 'courier login': [] }],
  webhooks: {
    'parcel.delivered': {
      put: {
        ...parcel(200),
        'x-subject': 'parcel',
        parameters: [
          {
            name: 'X-Depot',
            in: 'header',
            required: true,
            schema: { type: 'integer', minimum: 1 },
            example: 17,
          },
        ],
      },
    },
    'parcel.lost': { post: { ...parcel(202), security: [{ clientId: [], clientSecret: [] }] } },
  },
  components: {
    securitySchemes: {
      'courier login': { type: 'http', scheme: 'basic' },
      clientId: { type: 'apiKey', in: 'header', name: 'X-Client-Id' },
      clientSecret: { type: 'apiKey', in: 'header', name: 'X-Client-Secret' },
    },
    schemas: {
      'parcel-event': {
        type: 'object',
        required: ['parcel'],
        properties: {
          parcel: { type: 'string' },
          door: { type: 'object', properties: { floor: { type: 'integer' } } },
          result: { type: 'string', enum: ['handed over', 'left'], 'x-extensible': true },
        },
      },
      Problem: {
        type: 'object',
        required: ['title', 'status'],
        properties: {
          title: { type: 'string' },
          status: { type: 'integer' },
          instance: { type: 'string' },
          problems: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

const HANDLERS = 'apps/receiver/src/handlers';

/** What a receiver of this contract needs besides its handlers, and what a person writes by hand. */
const WRITTEN = {
  'services.ts': `
/** The dependencies of the handlers. */
export interface Services {
  readonly close: () => Promise<void>;
}

/** Opens them. */
export async function openServices(_options: object): Promise<Services> {
  return { close: async () => {} };
}
`,
  'error-response.ts': `
import type { components } from '@partner-webhooks/types';
import type { ErrorResponse, ReportedError } from '../reported-error.ts';

/** The contract's error response. */
export const errorResponse: ErrorResponse = {
  mediaType: 'application/problem+json',
  bodyOf: ({ status, message, requestId, details = [] }: ReportedError): components['schemas']['Problem'] => ({
    title: message,
    status,
    instance: requestId,
    problems: details.flatMap(({ field, errors }) => errors.map((error) => \`\${field} \${error.message}\`)),
  }),
};
`,
};

/** Puts the contract in the place of the one of the copy, and what belongs to it in the place of the shipped handlers. */
export async function replaceContract({ folder }: Copy): Promise<void> {
  await writeFile(join(folder, 'openapi/openapi.yaml'), stringify(contract));
  const handlers = join(folder, HANDLERS);
  const keep = 'handler.ts';
  const shipped = (await readdir(handlers)).filter((name) => name !== keep);
  await Promise.all(shipped.map((name) => rm(join(handlers, name), { recursive: true })));
  await mkdir(handlers, { recursive: true });
  for (const [name, text] of Object.entries(WRITTEN)) await writeFile(join(handlers, name), text);
}

/** The handlers that the contract needs; `generate` drafts them. */
export const PARCEL_HANDLERS = [`${HANDLERS}/parcel-delivered.ts`, `${HANDLERS}/parcel-lost.ts`];

/** Implements them. */
export async function writeHandlers({ folder }: Copy): Promise<void> {
  for (const name of PARCEL_HANDLERS) {
    const draft = await readFile(join(folder, name), 'utf8');
    const code =
      'context.log.info({ floor: notification.payload.door?.floor }, notification.payload.parcel);';
    await writeFile(
      join(folder, name),
      draft
        .replace(/unwritten<.*>\(notification\);/, code)
        .replace('_context', 'context')
        .replace('type Handler, unwritten', 'type Handler'),
    );
  }
}
