import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../src/contract/document.ts';
import { contradictionOf } from '../src/contract/examples.ts';
import { javaReader } from '../src/webhook/snippets/java.ts';
import { pythonReader } from '../src/webhook/snippets/python.ts';
import { typescriptHandler } from '../src/webhook/snippets/typescript.ts';
import { webhooksOf } from '../src/webhook/webhook.ts';

// What the pages of webhooks offer to copy is compiled or run as it is.

const run = promisify(execFile);
const reports = fileURLToPath(new URL('../reports/', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const contract = await readContract();
const webhooks = webhooksOf(contract);

// In the package, where what the snippets import is found, and for this run alone.
let folder: string;
beforeAll(async () => {
  await mkdir(reports, { recursive: true });
  folder = await mkdtemp(join(reports, 'snippets-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('every webhook of the contract has a page', () => {
  expect(webhooks.map(({ eventType }) => eventType)).toEqual(EVENT_TYPES);
});

describe('the examples of', () => {
  it.each(webhooks)(
    '$eventType are valid, known in full, and plausible before those that are not',
    ({ eventType, examples }) => {
      for (const { value } of examples)
        expect(validate(eventType, value)).toMatchObject({ valid: true, observations: [] });
      const plausible = examples.map(({ value }) => contradictionOf(value) === undefined);
      expect(plausible).toEqual(plausible.toSorted((a, b) => Number(b) - Number(a)));
      expect(plausible[0]).toBe(true);
    },
  );
});

it('the handlers in TypeScript compile in the folder of handlers, under the strict settings of the receiver', async () => {
  const handlers = join(folder, 'handlers');
  await mkdir(handlers);
  await Promise.all(
    webhooks.map((webhook) =>
      writeFile(join(handlers, `${webhook.operationId}.ts`), typescriptHandler(webhook)),
    ),
  );
  const settings = {
    extends: join(root, 'tsconfig.base.json'),
    include: ['*.ts'],
    // `./handler.ts` is found where a handler has it.
    compilerOptions: { rootDirs: ['.', join(root, 'apps/receiver/src/handlers')], noUnusedLocals: true },
  };
  await writeFile(join(handlers, 'tsconfig.json'), JSON.stringify(settings));
  const compiled = await run(join(root, 'node_modules/.bin/tsc'), ['-p', handlers]).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
});

it.skipIf(!exists('python3', '--version'))(
  'the readers in Python read every example, and say what they do not know',
  async () => {
    const cases = webhooks.map((webhook) => ({
      code: pythonReader(webhook),
      bodies: webhook.examples.map(({ value }) => JSON.stringify(value)),
      unknown: JSON.stringify({
        ...Object(webhook.examples[0]?.value),
        status: 'NEW',
        notificationType: 'NEW',
      }),
      decides: webhook.fields.some(({ depth, values }) => depth === 0 && values.length > 0),
    }));
    await writeFile(join(folder, 'cases.json'), JSON.stringify(cases));
    await writeFile(join(folder, 'run.py'), PYTHON);
    const { stdout } = await run('python3', [join(folder, 'run.py'), join(folder, 'cases.json')]);
    expect(stdout.trim()).toBe(`${webhooks.length} readers`);
  },
);

/** Runs each reader with each body, and with one whose values are new. */
const PYTHON = `import contextlib, io, json, sys

cases = json.load(open(sys.argv[1]))
for case in cases:
    names = {}
    exec(case["code"], names)
    (read,) = [value for name, value in names.items() if name.startswith("read_")]
    for body in case["bodies"]:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            read(body.encode())
        assert "unknown" not in out.getvalue() or "status" not in body, (body, out.getvalue())
    with contextlib.redirect_stdout(io.StringIO()) as out:
        read(case["unknown"].encode())
    assert not case["decides"] or "NEW" in out.getvalue(), case["code"]
print(len(cases), "readers")
`;

// Takes 3 s of CPU time, and a JDK.
it.skipIf(process.env['DOCS_JAVA'] === undefined)('the readers in Java compile', async () => {
  const java = join(folder, 'java');
  const files = new Map([
    ...webhooks.map(
      (webhook) =>
        [
          `${webhook.operationId}.java`,
          `package p.${webhook.operationId};\n${javaReader(contract, webhook)}`,
        ] as const,
    ),
    ...Object.entries(JACKSON),
  ]);
  await mkdir(java);
  await Promise.all([...files].map(([name, code]) => writeFile(join(java, name), code)));
  const names = [...files.keys()].map((name) => join(java, name));
  const { stderr } = await run('javac', ['-Xlint:all', '-d', join(java, 'classes'), ...names]).catch(
    (error: { stderr: string }) => error,
  );
  expect(stderr).toBe('');
});

/** The parts of Jackson that the readers name. */
const JACKSON: Readonly<Record<string, string>> = {
  'JsonIgnoreProperties.java':
    'package com.fasterxml.jackson.annotation; public @interface JsonIgnoreProperties { boolean ignoreUnknown(); }',
  'JsonProperty.java':
    'package com.fasterxml.jackson.annotation; public @interface JsonProperty { String value(); }',
  'JsonNode.java': 'package com.fasterxml.jackson.databind; public class JsonNode {}',
  'JsonMapper.java': `package com.fasterxml.jackson.databind.json;
public class JsonMapper {
  public static class Builder {
    public Builder findAndAddModules() { return this; }
    public JsonMapper build() { return new JsonMapper(); }
  }
  public static Builder builder() { return new Builder(); }
  public <T> T readValue(byte[] body, Class<T> type) throws java.io.IOException { return null; }
}`,
};

function exists(program: string, option: string): boolean {
  try {
    execFileSync(program, [option], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
