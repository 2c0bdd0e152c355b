import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readContract } from '../src/contract.ts';
import { run } from '../src/program.ts';
import { readSettings, SETTING_NAMES } from '../src/settings.ts';
import { documentOf, temporaryFolder } from './workbench.ts';

// stranger.test.ts makes the journey of the README.

const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, yaml = '']) => ({
  name,
  yaml,
}));
const yamlOf = (name: string) => blocks.find((block) => block.name === name)?.yaml ?? '';

describe('the README', () => {
  it('describes each setting, and no other', () => {
    const [, table = ''] = text.split('| setting | value | meaning |');
    const rows = table.split('\n\n')[0]?.split('\n').slice(2) ?? [];
    const names = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(names.sort()).toEqual([...SETTING_NAMES].sort());
  });

  it('names only options that the program has', async () => {
    let usage = '';
    const say = (said: string) => {
      usage += said;
    };
    for (const command of ['init', 'generate']) await run([command, '--help'], { out: say, err: say });
    const options = new Set(
      [...text.replace(/^npm .*$/gm, '').matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option),
    );
    expect([...options].filter((option) => !usage.includes(option))).toEqual([]);
  });

  it('has settings that can be read', async () => {
    const file = join(await temporaryFolder(), 'codegen.config.yaml');
    await writeFile(file, yamlOf('codegen.config.yaml'));
    expect(await readSettings(file)).toMatchObject({
      tolerance: { openEnums: 'all', formats: ['date-time', 'uuid'] },
    });
  });

  it('has an overlay that says what the document does not', async () => {
    const folder = await temporaryFolder();
    const properties = { orderId: { type: 'string' }, changedAt: { type: 'string', format: 'date-time' } };
    const order = { type: 'object', properties };
    const document = documentOf({ 'order.changed': order }, { OrderStatus: { enum: ['OPEN', 'DONE'] } });
    await writeFile(join(folder, 'shop.yaml'), stringify(document));
    await writeFile(join(folder, 'shop.overlay.yaml'), yamlOf('shop.overlay.yaml'));
    const overlays = [join(folder, 'shop.overlay.yaml')];
    const { webhooks, warnings } = await readContract(join(folder, 'shop.yaml'), { overlays });
    expect(warnings).toEqual([]);
    expect(webhooks).toMatchObject([
      { eventType: 'ORDER_CHANGED', path: '/hooks/orders', subject: 'orderId', occurredAt: 'changedAt' },
    ]);
  });
});
