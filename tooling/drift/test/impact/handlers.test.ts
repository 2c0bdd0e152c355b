import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readContract } from '@partner-webhooks/codegen';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { afterAll, expect, it } from 'vitest';
import { checkHandlers } from '../../src/impact/handlers/check-handlers.ts';
import { temporaryFolder } from './seeded-inbox.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const FOLDERS = { handlers: at('apps/receiver/src/handlers'), types: at('packages/types/generated') };

const { folder, remove } = await temporaryFolder();
afterAll(remove);

/** This contract after a change. */
async function changed(change: (document: Document) => void) {
  const document = structuredClone(contract) as unknown as Document;
  change(document);
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  return readContract(file);
}

interface Document {
  readonly webhooks: Record<string, { post: { operationId: string } }>;
  readonly components: { readonly schemas: Record<string, { properties: object; required: string[] }> };
}

it('names handlers that no longer compile, event types without one, and stale generated files', async () => {
  const added = 'ADDED_NOTIFICATION';
  const { TransferNotification } = contract.components.schemas;
  const { transferId, ...properties } = TransferNotification.properties;
  const required = TransferNotification.required.filter((name) => name !== 'transferId');
  const check = await checkHandlers(
    await changed(({ webhooks, components }) => {
      const { post } = structuredClone(webhooks['USER_NOTIFICATION']) ?? { post: { operationId: '' } };
      webhooks[added] = { post: { ...post, operationId: 'receiveAdded' } };
      Object.assign(components.schemas['TransferNotification'] ?? {}, {
        properties: { ...properties, transferNumber: transferId },
        required,
      });
    }),
    FOLDERS,
  );
  expect(check).toEqual({
    checked: true,
    failing: [
      {
        file: 'transfer-notification.ts',
        line: expect.any(Number),
        message: expect.stringMatching(/^TS2339: Property 'transferId' does not exist/),
        errors: 1,
      },
    ],
    missing: [added],
    stale: expect.arrayContaining(['types.d.ts', 'index.js', 'validators/added-notification.js']),
  });
});

it('says so if there is no folder of handlers', async () => {
  const unchanged = await changed(() => {});
  expect(await checkHandlers(unchanged, { ...FOLDERS, handlers: join(folder, 'none') })).toEqual({
    checked: false,
    reason: `there is no folder ${join(folder, 'none')}`,
  });
});
