import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Copy } from './copy.ts';
import { RESPONSES } from './webhook-responses.ts';

/** Adds a webhook with what the others lack: a nullable property, a `oneOf`, and a schema that refers to itself. */
export async function addBasketWebhook({ folder }: Copy): Promise<void> {
  await Promise.all([
    writeFile(join(folder, 'openapi/webhooks/basket-notification.yaml'), stringify(webhook)),
    writeFile(join(folder, 'openapi/schemas/Basket.yaml'), stringify(basket)),
  ]);
  const root = join(folder, 'openapi/openapi.yaml');
  const text = await readFile(root, 'utf8');
  const line = '  BASKET_NOTIFICATION: { $ref: webhooks/basket-notification.yaml }\n';
  await writeFile(root, text.replace(/^webhooks:\n/m, `webhooks:\n${line}`));
}

/** Writes its handler, as complete as those of the repository. */
export function writeBasketHandler({ folder }: Copy): Promise<void> {
  return writeFile(join(folder, 'apps/receiver/src/handlers/basket-notification.ts'), HANDLER);
}

const HANDLER = `import type { Handler } from './handler.ts';

/** A basket has changed. */
export const handleBasketNotification: Handler<'BASKET_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { basketId, order } = notification.payload;
  context.log.info({ basketId, kind: order.kind }, 'basket');
};
`;

const basket = {
  type: 'object',
  description: 'A basket, which may contain baskets.',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'Its name.' },
    note: { type: ['string', 'null'], description: 'A note; `null` if it was deleted.' },
    baskets: {
      type: 'array',
      description: 'The baskets in it.',
      items: { $ref: 'Basket.yaml' },
    },
  },
};

const example = {
  basketId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
  modifiedOn: '2025-11-19T14:06:35.008247Z',
  basket: { name: 'All', note: null, baskets: [{ name: 'Shares', baskets: [{ name: 'Small' }] }] },
  order: { kind: 'limit', price: 12.5 },
};

const webhook = {
  post: {
    operationId: 'receiveBasketNotification',
    summary: 'Basket',
    description: 'A basket has changed.',
    tags: ['Orders and prices'],
    'x-subject': 'basketId',
    'x-occurred-at': 'modifiedOn',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            description: 'What a basket contains now.',
            required: ['basketId', 'basket', 'order'],
            properties: {
              basketId: { type: 'string', format: 'uuid', description: 'The basket.' },
              modifiedOn: { $ref: '../schemas/ModifiedOn.yaml' },
              basket: { $ref: '../schemas/Basket.yaml' },
              order: {
                description: 'How it is bought.',
                oneOf: [
                  {
                    type: 'object',
                    description: 'At a price or better.',
                    required: ['kind', 'price'],
                    properties: {
                      kind: { type: 'string', const: 'limit', description: 'The kind of the order.' },
                      price: { type: 'number', description: 'The price of one unit, in EUR.' },
                    },
                  },
                  {
                    type: 'object',
                    description: 'At any price.',
                    required: ['kind'],
                    properties: {
                      kind: { type: 'string', const: 'market', description: 'The kind of the order.' },
                    },
                  },
                ],
              },
            },
          },
          examples: {
            market: { summary: 'A market order', value: { ...example, order: { kind: 'market' } } },
            published: { summary: 'A limit order', value: example },
          },
        },
      },
    },
    responses: RESPONSES,
  },
};
