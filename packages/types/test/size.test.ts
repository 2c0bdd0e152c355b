import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { expect, it } from 'vitest';

const PACKAGE = '@partner-webhooks/types';

// Each import with the bytes that a minified program has of it. A program that imports one thing has not got the rest: the
// values, meanings, examples and validators of everything else would be several times as much.
it.each([
  ['the event types', `export { EVENT_TYPES } from '${PACKAGE}'`, 700],
  [
    'the known values of one enum',
    `import { values } from '${PACKAGE}'; export const a = values.TransferStatus`,
    200,
  ],
  [
    'one meaning',
    `import { meanings } from '${PACKAGE}'; export const a = meanings.TransferStatus.REJECTED`,
    400,
  ],
  ['the values of one enum, by its name', `export { TransferStatus } from '${PACKAGE}/values'`, 200],
  ['isKnown', `export { isKnown } from '${PACKAGE}'`, 100],
  ['match', `export { match } from '${PACKAGE}'`, 1_700],
  ['eventTypeOf', `export { eventTypeOf } from '${PACKAGE}'`, 4_800],
  ['one validator', `export { validate } from '${PACKAGE}/validators/transfer-notification'`, 5_300],
  ['one guard', `export { isTransferNotification } from '${PACKAGE}/guards'`, 4_500],
  ['all validators', `export { validate } from '${PACKAGE}/validators'`, 24_247],
  [
    'the examples of one event type',
    `export { examples } from '${PACKAGE}/examples/transfer-notification'`,
    1_400,
  ],
  ['parse, which uses all validators', `export { parse } from '${PACKAGE}/parse'`, 31_000],
  ['parseRequest', `export { parseRequest } from '${PACKAGE}/parse'`, 40_000],
])('a program with %s is small', async (_what, program, maxBytes) => {
  expect(await minifiedBytes(program)).toBeLessThanOrEqual(maxBytes);
});

async function minifiedBytes(program: string): Promise<number> {
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
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
    return Buffer.byteLength(chunks.map(({ code }) => code).join(''));
  } finally {
    await build.close();
  }
}
