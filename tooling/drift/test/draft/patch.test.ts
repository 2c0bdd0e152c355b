import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patchOf } from '../../src/draft/drafted-file.ts';
import { copyContract, drafted, textOf } from './workbench.ts';

it('git takes the patch of a draft, and makes the files what was drafted', async () => {
  const folder = await copyContract();
  const files = await drafted(folder, [
    { kind: 'add-value', eventType: 'TRANSFER_NOTIFICATION', pointer: '/status', value: 'ON_HOLD' },
    {
      kind: 'add-webhook',
      eventType: 'FUND_NOTIFICATION',
      schema: { type: 'object', required: ['fundId'], properties: { fundId: { type: 'string' } } },
    },
  ]);
  execFileSync('git', ['apply', '-'], { cwd: join(folder, '..'), input: patchOf(files, 'openapi') });
  expect(files).toHaveLength(4);
  for (const { path, after } of files) expect(await textOf(folder, path)).toBe(after);
});
