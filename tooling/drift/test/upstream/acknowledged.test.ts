import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcknowledgementError, readAcknowledgements } from '../../src/upstream/acknowledged.ts';
import { run } from '../../src/upstream/program.ts';
import { CONTRACT_FOLDER } from './contract.ts';
import { FORMS, pageOfContract } from './page.ts';

const DIFFERENCE = 'value-added: TRANSFER_NOTIFICATION /status "ON_HOLD"';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-'));
  const page = pageOfContract();
  await writeFile(join(folder, 'same.txt'), FORMS.text(page));
  for (const { eventType, example } of page)
    if (eventType === 'TRANSFER_NOTIFICATION') example['status'] = 'ON_HOLD';
  await writeFile(join(folder, 'changed.txt'), FORMS.text(page));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entry = (difference: string, expires = '2027-02-28') =>
  `- difference: '${difference}'\n  reason: The platform corrects its page.\n  date: '2026-11-20'\n  expires: '${expires}'\n`;

async function drift(acknowledged: string, ...args: string[]) {
  await writeFile(join(folder, 'drift.acknowledged.yaml'), acknowledged);
  const written = { out: '', err: '' };
  const code = await run([...args, '--contract', CONTRACT_FOLDER], {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    environment: {},
    folder,
    resolvePath: resolve,
    now: () => new Date('2026-11-27T12:00:00Z'),
  });
  return { code, ...written };
}

describe('a difference that a person has acknowledged', () => {
  it('is no drift, and is listed with its reason', async () => {
    const { code, out } = await drift(entry(DIFFERENCE), 'changed.txt');
    expect(code).toBe(0);
    expect(out).toContain('No drift.');
    expect(out).toContain(`${DIFFERENCE} (The platform corrects its page.; until 2027-02-28)`);
    const json = JSON.parse((await drift(entry(DIFFERENCE), 'changed.txt', '--json')).out);
    expect(json).toMatchObject({
      differences: [],
      acknowledged: [{ message: DIFFERENCE, date: '2026-11-20' }],
    });
  });

  it('counts again after its last day', async () => {
    const { code, out, err } = await drift(entry(DIFFERENCE, '2026-11-26'), 'changed.txt');
    expect(code).toBe(1);
    expect(out).toContain('1 differ');
    expect(err).toBe(`drift.acknowledged.yaml:1: expired on 2026-11-26: ${DIFFERENCE}\n`);
    expect((await drift(entry(DIFFERENCE, '2026-11-27'), 'changed.txt')).code).toBe(0);
  });

  it('fails if it occurs in none of the sources any more', async () => {
    const { code, err } = await drift(entry(DIFFERENCE), 'same.txt');
    expect(code).toBe(1);
    expect(err).toBe(`drift.acknowledged.yaml:1: does not occur any more, remove it: ${DIFFERENCE}\n`);
    expect((await drift(entry(DIFFERENCE), 'same.txt', 'changed.txt')).code).toBe(0);
  });

  it('hides no other one', async () => {
    const other = DIFFERENCE.replace('ON_HOLD', 'OTHER');
    const { code, out } = await drift(entry(other), 'changed.txt');
    expect(code).toBe(1);
    expect(out).toContain(DIFFERENCE);
  });
});

describe('the file of acknowledged differences', () => {
  it.each<[string, string, string]>([
    ['is no YAML', '- [', 'a.yaml:1: '],
    ['is no list', 'difference: a', 'a.yaml:1: expected a list of acknowledged differences'],
    [
      'has an entry without a reason',
      `${entry('a')}- difference: b\n`,
      'a.yaml:5: expected `reason` with a text, found none',
    ],
    ['has an entry that is a text', '- a\n', 'a.yaml:1: expected `difference` with a text, found none'],
    [
      'has a day that is none',
      entry('a', '2026-02-30x'),
      'a.yaml:1: expected `expires` to be a day such as 2026-11-27, found 2026-02-30x',
    ],
  ])('that %s is rejected with its line', async (_what, text, message) => {
    expect(() => readAcknowledgements(text, 'a.yaml')).toThrow(AcknowledgementError);
    expect(() => readAcknowledgements(text, 'a.yaml')).toThrow(message);
    expect(await drift(text, 'same.txt')).toMatchObject({ code: 2, out: '' });
  });

  it.each(['', '# none\n', '[]\n'])('may be empty: %j', (text) => {
    expect(readAcknowledgements(text, 'a.yaml')).toEqual([]);
  });
});
