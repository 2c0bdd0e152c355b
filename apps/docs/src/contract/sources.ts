import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where the contract is written: paths in the repository. */
export interface Sources {
  /** The files of the contract of the webhooks and the root of the other one, sorted. */
  readonly files: readonly string[];
  /** The file of a webhook. */
  readonly webhooks: ReadonlyMap<string, string>;
  /** The file of a component: its name is that of the component. */
  readonly components: ReadonlyMap<string, string>;
}

const FOLDER = 'openapi';

/** Finds the file of each webhook and component. `released/` has what they were. */
export async function findSources(root: string): Promise<Sources> {
  const exclude = (name: string) => name === 'node_modules';
  const entries = globSync('**/*.yaml', { cwd: join(root, FOLDER), exclude });
  const files = entries
    .filter((path) => !/^(released|admin\/.+)\//.test(path))
    .map((path) => `${FOLDER}/${path}`)
    .sort();
  const text = await readFile(join(root, FOLDER, 'openapi.yaml'), 'utf8');
  const { webhooks = {} }: { webhooks?: Record<string, { $ref?: string }> } = parse(text);
  return {
    files,
    webhooks: new Map(
      Object.entries(webhooks).map(([eventType, { $ref }]) => [
        eventType,
        join(FOLDER, $ref?.split('#')[0] || 'openapi.yaml'),
      ]),
    ),
    components: new Map(
      files
        .filter((path) => !path.startsWith(`${FOLDER}/admin/`))
        .map((path) => [path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length), path]),
    ),
  };
}
