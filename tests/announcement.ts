import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Copy } from './copy.ts';

/** Announces an addition to the contract of a copy: with a changeset, and a version that is a minor one at least. */
export async function announceAddition({ folder }: Copy): Promise<void> {
  const changeset = "---\n'@partner-webhooks/types': minor\n---\n\nNew: an event type.\n";
  await writeFile(join(folder, '.changeset/addition.md'), changeset);
  const root = join(folder, 'openapi/openapi.yaml');
  const [present, released] = await Promise.all(
    [root, join(folder, 'openapi/released/partner-webhooks.yaml')].map((file) => readFile(file, 'utf8')),
  );
  const version = parse(present ?? '').info.version;
  const [major, minor] = parse(released ?? '')
    .info.version.split('.')
    .map(Number);
  if (version.startsWith(`${major}.${minor}.`))
    await writeFile(root, (present ?? '').replace(`version: ${version}`, `version: ${major}.${minor + 1}.0`));
}
