import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { bundleDocument } from '../bundle-document.ts';
import { readContract } from '../contract.ts';
import type { Output } from '../project/generate-project.ts';
import { ContractError } from '../schema.ts';
import { readSettings, SETTINGS_FILE } from '../settings.ts';
import { absolutePath, isOnNetwork } from '../source-position.ts';
import { type Decisions, decisionsOf } from './decisions.ts';
import { downloadDocument } from './download.ts';
import { addScripts, missingPackages } from './manifest.ts';
import { isModulePackage } from './module-package.ts';
import { overlayText } from './overlay-file.ts';
import { packageManagerOf } from './package-manager.ts';
import { settingsText } from './settings-file.ts';
import { COMPILED_RECEIVER_FILE, RECEIVER_FILE, receiverText, TSCONFIG_TEXT } from './starter.ts';

/** For what a project is set up, and where. */
export interface InitOptions {
  /** The root document: a file or, with `network`, an address. */
  readonly document: string;
  readonly network: boolean;
  /** The folder of the project. */
  readonly folder: string;
}

/**
 * Sets up a project: settings, an overlay with what has to be decided for the document, scripts, a compiler's settings and a
 * first receiver. Files that exist are kept, except that missing scripts are added to `package.json`.
 *
 * @returns whether code can be generated; if not, the faults of the document have been shown.
 * @throws ContractError if the document cannot be read, is not OpenAPI 3.1, or has no webhooks; then nothing is written.
 */
export async function initProject(options: InitOptions, output: Output): Promise<boolean> {
  const { folder } = options;
  const { out, err } = output;
  const file = isOnNetwork(options.document) ? await downloadDocument(options) : options.document;
  const { decisions, faults } = await readProjectDocument(file, options.network);
  const manager = packageManagerOf(folder);
  const document = relative(resolve(folder), resolve(file)).replaceAll('\\', '/');
  const overlay = decisions.webhooks.length > 0 ? `${basename(file, extname(file))}.overlay.yaml` : undefined;
  const isTolerant = decisions.isTolerant;

  const done: string[] = [];
  const write = async (path: string, text: string): Promise<boolean> => {
    const target = join(folder, path);
    const isNew = !existsSync(target);
    if (isNew) await writeNew(target, text);
    done.push(isNew ? `  written  ${path}` : `  kept     ${path}`);
    return isNew;
  };
  const isNewProject = await write(
    SETTINGS_FILE,
    settingsText({ document, overlay, isTolerant, command: `${manager.run} generate` }),
  );
  if (overlay !== undefined) await write(overlay, overlayText(decisions));
  done.push(...(await addScripts(folder)));
  await write('tsconfig.json', TSCONFIG_TEXT);
  await write(RECEIVER_FILE, receiverText(await isModulePackage(folder)));

  out(`${done.join('\n')}\n`);
  if (!isNewProject) out(await differenceOf(join(folder, SETTINGS_FILE), file));
  if (document.startsWith('..'))
    out(`${document} is outside of this folder. Another machine will look for it at the same place.\n`);
  if (faults !== undefined) {
    const place = overlay === undefined ? 'an overlay' : overlay;
    err(
      `${faults}\nCorrect these faults by actions in ${place}, not in the document. Then run ${manager.run} generate.\n`,
    );
    return false;
  }
  const packages = await missingPackages(folder);
  const steps = [
    ...(packages.length > 0 ? [`${manager.add} ${packages.join(' ')}`] : []),
    ...(overlay === undefined ? [] : [`Decide what ${overlay} asks.`]),
    `${manager.run} generate`,
    `${manager.exec} tsc`,
    `node ${COMPILED_RECEIVER_FILE}`,
  ];
  out(`Next:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`);
  return true;
}

interface ProjectDocument {
  readonly decisions: Decisions;
  /** Not there if the document has none. */
  readonly faults?: string;
}

async function readProjectDocument(file: string, network: boolean): Promise<ProjectDocument> {
  const { document } = await bundleDocument(resolve(file), { network });
  try {
    const contract = await readContract(file, { network });
    return { decisions: decisionsOf(document, contract) };
  } catch (error) {
    if (!(error instanceof ContractError) || Object.keys(document.webhooks ?? {}).length === 0) throw error;
    return { decisions: decisionsOf(document), faults: error.message };
  }
}

/** Says that settings which were there already are for another document. */
async function differenceOf(settings: string, file: string): Promise<string> {
  const { document } = await readSettings(settings);
  if (document !== undefined && absolutePath(document) === resolve(file)) return '';
  return `${SETTINGS_FILE} was there already. Its document is ${document ?? 'not set'}; change that if you mean ${file}.\n`;
}

async function writeNew(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' });
}
