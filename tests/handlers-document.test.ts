import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { copyRepository } from './copy.ts';

it('the handlers in docs/handlers.md compile in the folder of handlers', async () => {
  const copy = await copyRepository();
  onTestFinished(copy.remove);
  const text = await readFile(join(copy.folder, 'docs/handlers.md'), 'utf8');
  const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  expect(examples).not.toEqual([]);
  const folder = join(copy.folder, 'apps/receiver/src/handlers');
  await Promise.all(examples.map((code, n) => writeFile(join(folder, `example-${n}.ts`), code)));
  expect(await copy.run('tsc', ['-p', 'apps/receiver'])).toEqual({ code: 0, out: '', output: '' });
});
