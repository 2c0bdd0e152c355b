import { mkdir, writeFile } from 'node:fs/promises';

const folder = new URL('../results/', import.meta.url);

/** Keeps what a benchmark has measured, for `docs/performance.md` to be made from. */
export async function writeResult(name: string, result: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(result, rounded, 2)}\n`);
}

/** Three digits after the point are more than the measurement is worth. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}
