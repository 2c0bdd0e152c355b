import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Whether Node reads `.js` files in a folder as ES modules, because of the nearest `package.json`. */
export async function isModulePackage(folder: string): Promise<boolean> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const text = await readFile(join(at, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return isModule(text);
    if (dirname(at) === at) return false;
  }
}

function isModule(manifest: string): boolean {
  try {
    return JSON.parse(manifest.replace(/^\uFEFF/, '')).type === 'module';
  } catch {
    return false;
  }
}
