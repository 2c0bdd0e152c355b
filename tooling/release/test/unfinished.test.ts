import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handlerScaffold, readContract } from '@partner-webhooks/codegen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { unfinishedParts, unwrittenHandlers } from '../src/unfinished.ts';
import { sampleContract } from './sample-contract.ts';

const contract = {
  name: 'sample',
  root: 'openapi.yaml',
  baseline: 'released.yaml',
  handlers: 'handlers',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unfinished-'));
  await mkdir(join(folder, 'handlers'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFile(join(folder, file), text);

describe('a contract is not released with', () => {
  it.each([
    ['a draft', 'type: string\nx-draft: true\n', ['Status.yaml:2: this is a draft.']],
    ['drafted values', 'type: string\nenum:\n  - NEW\nx-draft: [NEW]\n', ['Status.yaml:4: this is a draft.']],
    [
      'a description that is to be written',
      'description: To be described.\n',
      ['Status.yaml:1: this text is still to be written'],
    ],
    [
      'the meaning of a value that is to be written',
      'enum: [A]\nx-enumDescriptions:\n  A: To be described.\nx-draft: true\n',
      ['Status.yaml:3: this text', 'Status.yaml:4: this is a draft.'],
    ],
  ])('%s, wherever it is', async (_, status, expected) => {
    const { components, ...rest } = sampleContract();
    const text = stringify(
      {
        ...rest,
        components: { ...components, schemas: { ...components.schemas, Status: { $ref: 'Status.yaml' } } },
      },
      { aliasDuplicateObjects: false },
    );
    await write('openapi.yaml', text);
    await write('Status.yaml', status);
    const found = await unfinishedParts(folder, contract);
    expect(found.toSorted()).toEqual(expected.map((each) => expect.stringContaining(each)));
  });
});

it('a finished contract has nothing unfinished, and a mark that is false marks nothing', async () => {
  await write(
    'openapi.yaml',
    stringify({ ...sampleContract(), 'x-draft': false }, { aliasDuplicateObjects: false }),
  );
  expect(await unfinishedParts(folder, contract)).toEqual([]);
});

it('a contract is not released without its handlers, or with a draft of one', async () => {
  await write('openapi.yaml', stringify(sampleContract(), { aliasDuplicateObjects: false }));
  const { webhooks } = await readContract(join(folder, 'openapi.yaml'));
  for (const webhook of webhooks) {
    const { path, content } = handlerScaffold(webhook, 'handlers');
    if (path.startsWith('refund')) await write(`handlers/${path}`, content);
  }
  expect(await unwrittenHandlers(folder, contract)).toEqual([
    expect.stringMatching(/^handlers\/payment-notification\.ts: PAYMENT_NOTIFICATION has no handler\./),
    expect.stringMatching(
      /^handlers\/refund-notification\.ts:\d+: the handler of REFUND_NOTIFICATION is not written yet\./,
    ),
  ]);
  for (const name of ['payment', 'refund'])
    await write(
      `handlers/${name}-notification.ts`,
      '// No longer unwritten(notification).\nexport const handle = async () => {};\n',
    );
  expect(await unwrittenHandlers(folder, contract)).toEqual([]);
});
