import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeDraft } from '../../src/draft/drafted-file.ts';
import { run } from '../../src/upstream/program.ts';
import { copyContract, lintWith, reviewed, textOf } from '../draft/workbench.ts';
import { EDITIONS } from './later-editions.ts';

// A draft of a later edition needs few edits, and none of them corrects the draft.

const MAX_EDITS = 8;

async function drift(folder: string, text: string, ...args: string[]) {
  const written = { out: '', err: '' };
  await writeFile(join(folder, '../page'), text);
  const code = await run(['page', ...args], {
    out: (each) => {
      written.out += each;
    },
    err: (each) => {
      written.err += each;
    },
    environment: {},
    folder: join(folder, '..'),
    resolvePath: resolve,
    now: () => new Date('2026-11-27T12:00:00Z'),
  });
  return { code, ...written };
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.yaml'));
  return new Map(await Promise.all(paths.map(async (path) => [path, await textOf(folder, path)] as const)));
}

describe.each(EDITIONS)('$name', ({ text, webhooks, drafted, reported, undecided }) => {
  it('is drafted with few edits left, twice the same, and needs no correction', async () => {
    const folder = await copyContract();
    const original = await filesIn(folder);
    const page = text();
    const first = await drift(folder, page, '--write');
    expect(first.code, first.out + first.err).toBe(1);
    const after = await filesIn(folder);
    for (const [file, expected] of Object.entries(drafted))
      for (const each of expected)
        if (typeof each === 'string') expect(after.get(file)).toContain(each);
        else expect(after.get(file)).toMatch(each);
    for (const each of reported)
      if (typeof each === 'string') expect(first.out + first.err).toContain(each);
      else expect(first.out + first.err).toMatch(each);
    const order = Object.keys(parse(await textOf(folder, 'openapi.yaml')).webhooks);
    for (const [eventType, behind] of Object.entries(webhooks))
      expect(order.indexOf(eventType) - 1).toBe(behind === undefined ? -1 : order.indexOf(behind));

    const [, edits = ''] = /^To do by hand, (\d+) edits?:$/m.exec(first.err) ?? [];
    expect(Number(edits), first.err).toBeLessThanOrEqual(MAX_EDITS);
    expect(await drift(folder, page, '--write')).toEqual(first);
    expect(await filesIn(folder)).toEqual(after);

    const files = [...after]
      .map(([path, now]) => ({ path, before: original.get(path), after: now }))
      .filter((each) => each.before !== each.after);
    expect(await lintWith(folder, files)).toHaveLength(Number(edits));
    await writeDraft(folder, reviewed(files));
    expect(await lintWith(folder, reviewed(files))).toEqual([]);
    const last = JSON.parse((await drift(folder, page, '--json')).out);
    expect(last.differences.map(({ message }: { message: string }) => message)).toEqual(undecided);
  });
});
