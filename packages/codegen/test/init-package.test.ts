import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { init, project, text } from './initialized-project.ts';

describe('package.json', () => {
  const ADDED = `"generate": "codegen generate"`;

  it.each([
    [
      'two spaces',
      '{\n  "name": "a",\n  "scripts": {\n    "test": "true"\n  },\n  "x": [1, 2]\n}\n',
      `    "test": "true",\n    ${ADDED},\n`,
    ],
    ['tabs', '{\n\t"scripts": {\n\t\t"test": "true"\n\t}\n}', `\t\t"test": "true",\n\t\t${ADDED},\n`],
    [
      'lines that end with CR and LF',
      '{\r\n  "scripts": {\r\n    "test": "true"\r\n  }\r\n}\r\n',
      `    "test": "true",\r\n    ${ADDED},\r\n`,
    ],
    ['one line', '{"scripts": {"test": "true"}}', `{"test": "true", ${ADDED}, `],
    ['no scripts', '{\n    "name": "a"\n}\n', `    "name": "a",\n    "scripts": {\n        ${ADDED},\n`],
    ['no scripts, on one line', '{"name": "a"}', `{"name": "a", "scripts": { ${ADDED}, `],
    ['empty scripts', '{\n  "scripts": {}\n}\n', `  "scripts": {\n    ${ADDED},\n`],
    ['nothing', '{}', `{\n  "scripts": {\n    ${ADDED},\n`],
    ['a byte order mark', '\uFEFF{\n  "scripts": { "test": "true" }\n}\n', `{ "test": "true", ${ADDED}, `],
    [
      'scripts in other objects',
      '{\n  "x": { "scripts": {} },\n  "scripts": {\n    "a": "{}"\n  }\n}\n',
      `    "a": "{}",\n    ${ADDED},\n`,
    ],
  ])('keeps its formatting, with %s', async (_what, before, expected) => {
    const folder = await project();
    await writeFile(join(folder, 'package.json'), before);
    expect((await init(folder)).out).toContain(
      '  changed  package.json: added the scripts generate, generate:check, generate:watch\n',
    );
    const after = await text(folder, 'package.json');
    expect(after).toContain(expected);
    const { scripts = {}, ...rest } = JSON.parse(before.replace('\uFEFF', ''));
    expect(JSON.parse(after.replace('\uFEFF', ''))).toEqual({
      ...rest,
      scripts: {
        ...scripts,
        generate: 'codegen generate',
        'generate:check': 'codegen generate --check',
        'generate:watch': 'codegen generate --watch',
      },
    });
    // Nothing was taken away: what is new stands at one place.
    const isAt = (place: number) =>
      after.startsWith(before.slice(0, place)) && after.endsWith(before.slice(place));
    expect([...before].some((_, place) => isAt(place))).toBe(true);
  });

  it('keeps a script of the user that has the name of one of its own', async () => {
    const folder = await project();
    await writeFile(join(folder, 'package.json'), '{\n  "scripts": {\n    "generate": "make"\n  }\n}\n');
    expect((await init(folder)).out).toContain(
      '  kept     package.json: its script generate; codegen would have `codegen generate`\n',
    );
    expect(JSON.parse(await text(folder, 'package.json')).scripts).toMatchObject({
      generate: 'make',
      'generate:check': 'codegen generate --check',
    });
  });

  it.each(['{', '[]', '{ "scripts": 5 }', '// no JSON\n{}', '{ "a": 1, }'])(
    'is kept if it is %j, and the rest is set up',
    async (manifest) => {
      const folder = await project();
      await writeFile(join(folder, 'package.json'), manifest);
      const { out, isReady } = await init(folder);
      expect([await text(folder, 'package.json'), isReady]).toEqual([manifest, true]);
      expect(out).toContain(
        '  kept     package.json: expected a JSON object with `scripts`; no script was added\n',
      );
      expect(out).toContain('  written  tsconfig.json\n');
    },
  );
});
