import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ContractError } from '../schema.ts';

/**
 * Downloads a document into the project. A file of that name that is there already is used as it is.
 *
 * @returns the path of the file.
 * @throws ContractError if the network was not asked for, or what is there is not an OpenAPI document in one file.
 */
export async function downloadDocument(options: {
  readonly document: string;
  readonly network: boolean;
  readonly folder: string;
}): Promise<string> {
  const { document, network, folder } = options;
  if (!network)
    throw new ContractError(
      `${document}: the document is on the network; download it and name the file, or pass --network`,
    );
  const response = await fetch(document).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new ContractError(`${document}: the document cannot be downloaded: ${reason}`, { cause: error });
  });
  if (!response.ok)
    throw new ContractError(`${document}: expected a document, found HTTP status ${response.status}`);
  const text = await response.text();
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('openapi' in value))
    throw new ContractError(`${document}: expected an OpenAPI document, found another text`);
  const [, other] = /["']?\$ref["']?\s*:\s*["']?(?![#"'\s]|https?:)([^"'\s,}]+)/.exec(text) ?? [];
  if (other !== undefined)
    throw new ContractError(
      `${document}: it refers to another file, ${other}; download all of its files, and name the file`,
    );
  const file = join(folder, fileNameOf(document, text));
  if (!existsSync(file)) await writeFile(file, text, { flag: 'wx' });
  return file;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: -1, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

/** The last part of the address if it names a file, in characters that every file system allows. */
function fileNameOf(document: string, text: string): string {
  const last = new URL(document).pathname.split('/').at(-1) ?? '';
  const name = last.replace(/%[\da-f]{2}|[^\w.-]/gi, '-');
  if (/^[^.].*\.(?:ya?ml|json)$/i.test(name)) return name;
  return text.trimStart().startsWith('{') ? 'openapi.json' : 'openapi.yaml';
}
