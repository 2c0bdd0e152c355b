import { mkdir, writeFile } from 'node:fs/promises';

const folder = new URL('../results/', import.meta.url);

/** Writes the result of a benchmark; `docs/performance.md` is generated from it. */
export async function writeResult(name: string, result: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(result, rounded, 2)}\n`);
}

/** Three decimal places: more than the precision of the measurements. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}
