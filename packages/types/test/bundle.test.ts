import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kebabCase } from '@partner-webhooks/codegen/event-type';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { type OutputChunk, rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

const VALIDATORS = '@partner-webhooks/types/validators';
const modules = EVENT_TYPES.map(kebabCase);

describe('a bundled program contains of this package', () => {
  it('nothing if it imports types', async () => {
    const { code } = await bundled(`import type { Payload } from '@partner-webhooks/types';
      export const price = (payload: Payload<'RE_TOKEN_PRICES'>) => payload.regularToken;`);
    const without = await bundled('export const price = (payload) => payload.regularToken;');
    expect(code).toBe(without.code);
  });

  it('nothing if it imports validators and calls none', async () => {
    const { code } = await bundled(`import { validate } from '${VALIDATORS}'; export const answer = 42;`);
    expect(code).toBe((await bundled('export const answer = 42;')).code);
  });

  it('no validator if it imports the event types', async () => {
    const { included } = await bundled(`export { EVENT_TYPES } from '@partner-webhooks/types';`);
    expect(included).toEqual(new Set(['index.js']));
  });

  it.each(modules)(
    'one validator and what it uses of the shared modules if it imports %s',
    async (module) => {
      const { included } = await bundled(`export { validate } from '${VALIDATORS}/${module}';`);
      const shared = ['schemas.js', 'shared.js'];
      expect([...included].filter((file) => !shared.includes(file))).toEqual([`${module}.js`]);
    },
  );

  it('no schema that the validator does not use', async () => {
    const { code } = await bundled(`export { validate } from '${VALIDATORS}/partner-document-notification';`);
    expect([...code.matchAll(/function (check\w+)/g)].map(([, name]) => name).sort()).toEqual([
      'checkModifiedOn',
      'checkPartnerDocumentNotification',
      'checkStringUuid',
    ]);
  });

  it('every validator if it imports the index', async () => {
    const { included } = await bundled(`export { validate } from '${VALIDATORS}';`);
    const validators = modules.map((module) => `${module}.js`);
    expect(included).toEqual(new Set([...validators, 'index.js', 'shared.js', 'events.js']));
  });
});

/** A bundled TypeScript program, and the names of the generated files in it. */
async function bundled(program: string): Promise<{ code: string; included: Set<string> }> {
  const entry = fileURLToPath(new URL('program.ts', import.meta.url));
  const build = await rolldown({
    input: entry,
    platform: 'neutral',
    plugins: [
      {
        name: 'in-memory',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? program : null),
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
    const included = chunks
      .flatMap((chunk) => Object.entries(chunk.modules))
      .filter(([id, { renderedLength }]) => renderedLength > 0 && id.includes('/generated/'))
      .map(([id]) => basename(id));
    return { code: chunks.map((chunk) => chunk.code).join(''), included: new Set(included) };
  } finally {
    await build.close();
  }
}
