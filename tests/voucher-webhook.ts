import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Copy } from './copy.ts';
import { RESPONSES } from './webhook-responses.ts';

/** A payload of the webhook that {@link addVoucherWebhook} adds. */
export const VOUCHER = {
  voucherId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
  modifiedOn: '2025-11-19T14:06:35.008247Z',
  status: 'ISSUED',
};

const webhook = {
  post: {
    operationId: 'receiveVoucherNotification',
    summary: 'Voucher',
    description: 'A voucher has been issued or used.',
    tags: ['Orders and prices'],
    'x-subject': 'voucherId',
    'x-occurred-at': 'modifiedOn',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            description: 'What became of a voucher.',
            required: ['voucherId', 'status'],
            properties: {
              voucherId: { type: 'string', format: 'uuid', description: 'The voucher.' },
              modifiedOn: { $ref: '../schemas/ModifiedOn.yaml' },
              status: {
                type: 'string',
                description: 'Whether it can be used.',
                enum: ['ISSUED', 'USED'],
                'x-extensible': true,
                'x-enumDescriptions': { ISSUED: 'It can be used.', USED: 'It has been used.' },
              },
            },
          },
          examples: {
            used: { summary: 'A voucher has been used', value: { ...VOUCHER, status: 'USED' } },
            published: { summary: 'A voucher has been issued', value: VOUCHER },
          },
        },
      },
    },
    responses: RESPONSES,
  },
};

/** Its handler, whose first draft `generate` writes. */
export const VOUCHER_HANDLER = 'apps/receiver/src/handlers/voucher-notification.ts';

/** Adds a webhook to the contract of a copy: one file and one line. */
export async function addVoucherWebhook({ folder }: Copy): Promise<void> {
  await writeFile(join(folder, 'openapi/webhooks/voucher-notification.yaml'), stringify(webhook));
  const root = join(folder, 'openapi/openapi.yaml');
  const text = await readFile(root, 'utf8');
  await writeFile(root, text.replace(/^webhooks:\n/m, `webhooks:\n${WEBHOOK_LINE}`));
}

/** Writes its handler, as complete as those of the repository. */
export function writeVoucherHandler({ folder }: Copy): Promise<void> {
  return writeFile(join(folder, VOUCHER_HANDLER), HANDLER);
}

const HANDLER = `import type { Handler } from './handler.ts';

/** A voucher has been issued or used. */
export const handleVoucherNotification: Handler<'VOUCHER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { voucherId, status } = notification.payload;
  context.log.info({ voucherId, status }, 'voucher');
};
`;

const WEBHOOK_LINE = '  VOUCHER_NOTIFICATION: { $ref: webhooks/voucher-notification.yaml }\n';
