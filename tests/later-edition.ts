import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Copy } from './copy.ts';

/** A notification of the webhook that the later edition has. */
export const FUND = {
  fundId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
  modifiedOn: '2025-11-19T14:06:35.008247Z',
  status: 'OPEN',
  notificationType: 'CREATED',
  price: null,
  order: { kind: 'limit', limit: 12.5 },
};

const id = { type: 'string', format: 'uuid' };

const schemas = {
  Fund: {
    type: 'object',
    required: ['fundId', 'status', 'notificationType'],
    properties: {
      fundId: { ...id, description: 'Identifies the fund' },
      modifiedOn: { type: 'string', format: 'date-time' },
      status: { type: 'string', enum: ['OPEN', 'SOFT_CLOSED', 'CLOSED'] },
      notificationType: { type: 'string', enum: ['CREATED', 'UPDATED', 'VALIDATION_ERROR'] },
      price: { type: ['number', 'null'], minimum: 0, description: 'The last price' },
      order: {
        oneOf: [{ $ref: '#/components/schemas/Limit' }, { $ref: '#/components/schemas/Market' }],
        discriminator: { propertyName: 'kind', mapping: { limit: '#/components/schemas/Limit' } },
      },
    },
  },
  Limit: {
    type: 'object',
    required: ['kind', 'limit'],
    properties: { kind: { type: 'string', const: 'limit' }, limit: { type: 'number', exclusiveMinimum: 0 } },
  },
  Market: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', const: 'Market' } } },
};

/**
 * A later edition of what the platform publishes, as an OpenAPI document: a webhook between two others, a property, a time for
 * prices, which have none, and values.
 */
export async function laterEdition({ folder }: Copy): Promise<string> {
  const page = JSON.parse(await readFile(join(folder, 'packages/types/generated/openapi.json'), 'utf8'));
  const { schemas: known } = page.components;
  known.TransferStatus.enum.push('ON_HOLD', 'RETURNED');
  known.TransferNotification.properties.reference = { type: 'string', maxLength: 140 };
  known.ReTokenPrices.properties.pricedOn = { type: 'string', format: 'date-time' };
  Object.assign(known, schemas);
  const { responses } = page.webhooks.TRANSFER_NOTIFICATION.post;
  const fund = {
    post: {
      summary: 'Fund Notification',
      description: 'Notification about fund changes',
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Fund' }, example: FUND } },
      },
      responses,
    },
  };
  page.webhooks = Object.fromEntries(
    Object.entries(page.webhooks).flatMap(([eventType, webhook]) =>
      eventType === 'TRANSFER_NOTIFICATION'
        ? [
            ['FUND_NOTIFICATION', fund],
            [eventType, webhook],
          ]
        : [[eventType, webhook]],
    ),
  );
  return JSON.stringify(page);
}
