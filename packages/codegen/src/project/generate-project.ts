import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import {
  type Contract,
  DEFAULT_COMMAND,
  type DocumentOptions,
  readContract,
  readDocument,
} from '../contract.ts';
import { diffFolder, findMissing, writeFolder, writeMissing } from '../folder.ts';
import { type Generated, generateApi, generateReceiver, generateTypes } from '../generate.ts';
import type { OutputFile } from '../output.ts';
import type { Settings } from '../settings.ts';
import { isOnNetwork } from '../source-position.ts';

/** Where the program writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** A folder, the files it has to hold, and whether existing files are kept. */
interface Folder {
  readonly folder: string;
  readonly files: readonly OutputFile[];
  readonly keepExisting: boolean;
}

/** Everything that the settings ask for. */
export interface Plan {
  readonly folders: readonly Folder[];
  /** The files that the document consists of. */
  readonly sources: readonly string[];
}

/** Settings that say what is generated from what. */
export type ProjectSettings = Settings & { readonly document: string };

/**
 * Generates everything that the settings ask for, and writes nothing. Warnings go to the error output.
 *
 * @throws ContractError if the document cannot be used.
 */
export async function planProject(settings: ProjectSettings, { err }: Output): Promise<Plan> {
  const { document: file } = settings;
  const folders: Folder[] = [];
  const sources: string[] = [];
  const add = (folder: string, { files, warnings }: Generated, keepExisting = false) => {
    for (const warning of warnings) err(`warning: ${warning}\n`);
    folders.push({ folder, files, keepExisting });
  };
  const { overlays = [], network = false, tolerance = {}, jsonSchemas } = settings;
  const reading = {
    overlays,
    network,
    tolerance,
    ...(jsonSchemas !== undefined && { jsonSchemas }),
    ...namesOf(settings),
  };
  if (settings.api) {
    const document = await readDocument(file, reading);
    sources.push(...document.files);
    add(settings.api, await generateApi(document));
  }
  if (!settings.types && !settings.receiver) return { folders, sources };

  const contract = await readContract(file, reading);
  sources.push(...contract.files);
  for (const warning of contract.warnings) err(`warning: ${warning}\n`);
  if (settings.types) add(settings.types, await generateTypes(contract));
  if (settings.receiver) {
    const { handlers } = settings;
    const path = handlers === undefined ? undefined : relativePath(settings.receiver, handlers);
    add(settings.receiver, await generateReceiver(contract, path));
  }
  if (settings.handlers)
    add(settings.handlers, await draftHandlers(contract, settings.handlers, settings), true);
  return { folders, sources };
}

/** Writes what has changed, and names it. */
export async function writePlan({ folders }: Plan, { out }: Output): Promise<void> {
  for (const { folder, files, keepExisting } of folders) {
    const written = keepExisting ? await writeMissing(folder, files) : await writeFolder(folder, files);
    for (const path of written) out(`${path}\n`);
    if (written.length === 0) out(`${folder}: up to date (${files.length} files)\n`);
  }
}

/** Shows how the files on disk differ. @returns whether they do not. */
export async function checkPlan(
  { folders }: Plan,
  { command = DEFAULT_COMMAND }: Settings,
  { out, err }: Output,
): Promise<boolean> {
  const reports: string[] = [];
  for (const { folder, files, keepExisting } of folders) {
    if (keepExisting)
      reports.push(...(await findMissing(folder, files)).map(({ path }) => `missing: ${folder}/${path}\n`));
    else reports.push(await diffFolder(folder, files));
  }
  const stale = reports.filter(Boolean);
  if (stale.length === 0) {
    out('Generated files match the contract.\n');
    return true;
  }
  err(`${stale.join('\n')}\n`);
  err(`Generated files do not match the contract. Run \`${command}\` and commit the result.\n`);
  return false;
}

/** First drafts of all handlers; those that exist are kept. */
async function draftHandlers(contract: Contract, folder: string, { types }: Settings): Promise<Generated> {
  const { handlerScaffold } = await import('../receiver/handlers.ts');
  const { HANDLER_TYPES, handlerTypes } = await import('../receiver/handler-types.ts');
  const { orphanedHandlers } = await import('../receiver/orphaned-handlers.ts');
  const files = contract.webhooks.map((webhook) => handlerScaffold(webhook, folder));
  const warnings = await orphanedHandlers(contract, folder);
  if (types !== undefined) files.push(handlerTypes(`${relativePath(folder, types)}/index.js`));
  else if (!existsSync(join(folder, HANDLER_TYPES)))
    warnings.push(
      `${folder}/${HANDLER_TYPES} does not exist, and handlers import it; with the setting \`types\` it is drafted, too`,
    );
  return { files, warnings };
}

/** The path from one folder to another one, as a module names it. */
function relativePath(from: string, to: string): string {
  const path = relative(from, to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** What the first line of generated files says. It must be the same wherever the project is. */
function namesOf({ document, folder = '.', command }: ProjectSettings): DocumentOptions {
  const path = isOnNetwork(document) ? document : relative(folder, resolve(document));
  return {
    ...(command !== undefined && { command }),
    // Of a document outside of the project only its folder is named, too.
    ...(!path.startsWith('..') && !isAbsolute(path) && { source: path.replaceAll('\\', '/') }),
  };
}
