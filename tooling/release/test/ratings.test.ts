import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Assessment, assess } from '../src/assessment.ts';
import { ReleaseError } from '../src/contracts.ts';
import { CASES, webhook } from './cases.ts';

const contract = {
  name: 'sample',
  root: 'openapi.yaml',
  baseline: 'released.yaml',
  direction: 'webhooks' as const,
};
// Each case changes its own webhook, so that one comparison by the real tool covers all.
const cases = Object.entries(CASES).map(
  (
    [
      what,
      {
        edit,
        rated: [rating, bump],
      },
    ],
    index,
  ) => ({
    what,
    edit,
    rating,
    bump,
    key: `CASE_${index}_NOTIFICATION`,
  }),
);

let folder: string;
let assessment: Assessment;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ratings-'));
  const webhooks = () => Object.fromEntries(cases.map(({ key }, index) => [key, webhook(`Case${index}`)]));
  const changed = webhooks();
  for (const { key, edit } of cases) if (changed[key]) edit(changed[key], changed);
  await configure(contract);
  await write('released.yaml', document(webhooks()));
  await write('openapi.yaml', document(changed));
  assessment = await assess(folder, contract);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('for receivers it is', () => {
  it.each(cases)('$rating ($bump) when $what', ({ what, key, rating, bump }) => {
    const location = what === 'a webhook is added' ? 'ADDED' : key;
    const found = assessment.changes.filter((change) => change.what.startsWith(location));
    expect(found).toEqual([
      expect.objectContaining({
        rating,
        bump,
        why: expect.stringMatching(/^[A-Z].*\.$/),
        at: expect.stringMatching(/^(openapi|released)\.yaml:\d+$/),
      }),
    ]);
  });

  it('nothing else: only the changes that were made are reported', () => {
    expect(assessment.changes).toHaveLength(cases.length);
    expect(assessment.requiredBump).toBe('major');
  });
});

it('a renamed schema breaks code that imports its type', async () => {
  const referring = ($ref: string) => {
    const { post } = webhook('Case');
    const requestBody = { ...post.requestBody, content: { 'application/json': { schema: { $ref } } } };
    return document({ CASE: { post: { ...post, requestBody } } });
  };
  const payload = { type: 'object', properties: { note: { type: 'string' } } };
  const renamed = {
    ...contract,
    name: 'renamed',
    root: 'renamed.yaml',
    baseline: 'named.yaml',
    package: 'types',
  };
  await configure(renamed);
  const components = { schemas: { Old: payload } };
  await write(renamed.baseline, { ...referring('#/components/schemas/Old'), components });
  await write(renamed.root, referring('New.yaml'));
  await write('New.yaml', payload);
  expect((await assess(folder, renamed)).changes).toEqual([
    expect.objectContaining({
      rating: 'breaking',
      what: 'components/schemas/Old: No schema has the name `Old` any more.',
      at: expect.stringMatching(/^named\.yaml:\d+$/),
    }),
  ]);
});

it('a failed comparison is not one without changes', async () => {
  const missing = assess(folder, { ...contract, baseline: 'missing.yaml' });
  await expect(missing).rejects.toThrow(/missing\.yaml: no such file/);
  await write('broken.yaml', { openapi: '3.1.0', info: {} });
  await expect(assess(folder, { ...contract, baseline: 'broken.yaml' })).rejects.toThrow(ReleaseError);
  await expect(assess(folder, { ...contract, name: 'unknown' })).rejects.toThrow(ReleaseError);
});

/** Writes the configuration to the folder of the program, as in the repository. */
async function configure({ name, root }: { name: string; root: string }): Promise<void> {
  await mkdir(join(folder, 'tooling/release'), { recursive: true });
  const apis = { [name]: { root: `../../${root}` } };
  await write('tooling/release/redocly.yaml', { telemetry: 'off', extends: ['diff-recommended'], apis });
}

function document(webhooks: object): object {
  return { openapi: '3.1.0', info: { title: 'Sample', version: '1.0.0' }, webhooks };
}

function write(file: string, content: object): Promise<void> {
  return writeFile(join(folder, file), stringify(content, { aliasDuplicateObjects: false }));
}
