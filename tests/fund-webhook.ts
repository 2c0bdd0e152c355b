import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Copy } from './copy.ts';

/** A payload of the webhook that {@link addFundWebhook} adds. */
export const FUND = {
  fundId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
  modifiedOn: '2025-11-19T14:06:35.008247Z',
  status: 'OPEN',
};

const webhook = {
  post: {
    operationId: 'receiveFundNotification',
    summary: 'Fund',
    description: 'A fund has been opened or closed.',
    tags: ['Orders and prices'],
    'x-subject': 'fundId',
    'x-occurred-at': 'modifiedOn',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            description: 'What became of a fund.',
            required: ['fundId', 'status'],
            properties: {
              fundId: { type: 'string', format: 'uuid', description: 'The fund.' },
              modifiedOn: { $ref: '../schemas/ModifiedOn.yaml' },
              status: {
                type: 'string',
                description: 'Where the fund stands.',
                enum: ['OPEN', 'CLOSED'],
                'x-extensible': true,
                'x-enumDescriptions': { OPEN: 'It can be bought.', CLOSED: 'It cannot be bought any more.' },
              },
            },
          },
          examples: {
            open: { summary: 'A fund has been opened', value: FUND },
            closed: { summary: 'A fund has been closed', value: { ...FUND, status: 'CLOSED' } },
          },
        },
      },
    },
    responses: Object.fromEntries(
      [
        ['200', 'Acknowledged'],
        ['400', 'BadRequest'],
        ['401', 'Unauthorized'],
        ['404', 'NotFound'],
        ['405', 'MethodNotAllowed'],
        ['408', 'RequestTimeout'],
        ['413', 'PayloadTooLarge'],
        ['415', 'UnsupportedMediaType'],
        ['429', 'TooManyRequests'],
        ['500', 'InternalServerError'],
        ['503', 'ServiceUnavailable'],
      ].map(([status, name]) => [status, { $ref: `../responses/${name}.yaml` }]),
    ),
  },
};

/** Its handler, whose first draft `generate` writes. */
export const FUND_HANDLER = 'apps/receiver/src/handlers/fund-notification.ts';

/** Adds a webhook to the contract of a copy: one file and one line. */
export async function addFundWebhook({ folder }: Copy): Promise<void> {
  await writeFile(join(folder, 'openapi/webhooks/fund-notification.yaml'), stringify(webhook));
  const root = join(folder, 'openapi/openapi.yaml');
  const text = await readFile(root, 'utf8');
  await writeFile(root, text.replace(/^webhooks:\n/m, `webhooks:\n${WEBHOOK_LINE}`));
}

/** Implements its handler, which only reads the payload. */
export async function writeFundHandler({ folder }: Copy): Promise<void> {
  const handler = join(folder, FUND_HANDLER);
  const draft = await readFile(handler, 'utf8');
  await writeFile(handler, draft.replace(/unwritten<.*>\(notification\);/, 'notification.payload.fundId;'));
}

const WEBHOOK_LINE = '  FUND_NOTIFICATION: { $ref: webhooks/fund-notification.yaml }\n';
