import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ContractError,
  createInMemoryValidators,
  type InMemoryValidators,
  readContract,
} from '../src/index.ts';

// The JSON Schema test suite for 2020-12, which OpenAPI 3.1 uses, as Test::JSON::Schema::Acceptance 1.019 ships it, without the
// formats that no validator checks. Each group of tests is a file that the payload of an event type refers to, as it is.

const FOLDER = fileURLToPath(new URL('fixtures/json-schema-test-suite-2020-12/', import.meta.url));

interface Group {
  readonly file: string;
  readonly description: string;
  readonly schema: object | boolean;
  readonly tests: readonly Test[];
}

interface Test {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

interface LeftOut {
  readonly reason: string;
  /** Whether `generate` refuses the group; otherwise it warns. */
  readonly isRejected: boolean;
  /** By file and description. */
  readonly groups: readonly RegExp[];
  /** By what the schema has. */
  readonly has?: RegExp;
}

const LEFT_OUT: readonly LeftOut[] = [
  {
    reason: 'a document is not read from the network: a copy of it is',
    isRejected: true,
    groups: [
      /^ref: remote ref, containing refs itself/,
      /^ref: URN base URI with f-component/,
      /^refRemote: /,
    ],
    has: /"\$ref":"https?:\/\/(?:localhost:1234\/(?!draft2020-12\/(?:tree|node))|json-schema\.org)/,
  },
  {
    reason: 'the group needs the schema of JSON Schema itself, which is on the network',
    isRejected: true,
    groups: [/^(?:anchor: invalid anchors|defs: |id: (?:Invalid|Valid|Unnormalized))/],
  },
  {
    reason:
      'another dialect decides which keywords there are; a warning says that schemas are read as 2020-12',
    isRejected: false,
    groups: [/^vocabulary: schema that uses custom metaschema with/],
  },
  {
    reason: 'an identifier in a keyword that there is not, which a warning says, is taken for one',
    isRejected: false,
    groups: [/^unknownKeyword: /],
  },
  {
    reason: 'another draft, which a warning says',
    isRejected: true,
    groups: [/^cross-draft: refs to historic drafts/, /^ecmascript-regex: \\a is not an ECMA 262/],
  },
];

const files = (readdirSync(FOLDER, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.json') && !file.startsWith('remotes'))
  .sort();
const GROUPS: readonly Group[] = files.flatMap((file) =>
  (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Group[]).map((group) => ({
    ...group,
    file: file.replace(/^.*[/\\]|\.json$/g, ''),
  })),
);

const nameOf = ({ file, description }: Group) => `${file}: ${description}`;
const leftOut = (group: Group) =>
  LEFT_OUT.find(
    ({ groups, has }) =>
      groups.some((each) => each.test(nameOf(group))) && (has?.test(JSON.stringify(group.schema)) ?? true),
  );
const tested = GROUPS.filter((group) => !leftOut(group));

let folder = '';
let validators: InMemoryValidators;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codegen-'));
  await cp(join(FOLDER, 'remotes'), folder, { recursive: true });
  validators = createInMemoryValidators(await contractOf(tested, 'openapi.json'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A contract with an event type for each group, by its name. */
async function contractOf(groups: readonly Group[], file: string) {
  const webhooks: Record<string, object> = {};
  for (const [index, group] of groups.entries()) {
    await writeFile(join(folder, `${file}-${index}.json`), JSON.stringify(group.schema));
    const schema = { $ref: `./${file}-${index}.json` };
    webhooks[nameOf(group)] = { post: { requestBody: { content: { 'application/json': { schema } } } } };
  }
  const document = { openapi: '3.1.0', info: { title: 'The suite', version: '1.0.0' }, webhooks };
  await writeFile(join(folder, file), JSON.stringify(document));
  return readContract(join(folder, file));
}

describe.each([...Map.groupBy(tested, ({ file }) => file)])('%s', (_file, groups) => {
  it.each(groups)('$description', (group) => {
    for (const { description, data, valid } of group.tests)
      expect(validators.validate(nameOf(group), data).valid, description).toBe(valid);
  });
});

describe('groups that are not tested', () => {
  it.each(LEFT_OUT)('are refused or warned of: $reason', async (kind) => {
    const { isRejected } = kind;
    const groups = GROUPS.filter((group) => leftOut(group) === kind);
    expect(groups.length).toBeGreaterThan(0);
    for (const [index, group] of groups.entries()) {
      const read = contractOf([group], `left-out-${index}.json`);
      if (isRejected) await expect(read, nameOf(group)).rejects.toThrow(ContractError);
      else expect((await read).warnings, nameOf(group)).not.toEqual([]);
    }
  });

  it('are few', () => {
    expect({ all: GROUPS.length, leftOut: GROUPS.length - tested.length }).toEqual({ all: 410, leftOut: 19 });
  });
});
