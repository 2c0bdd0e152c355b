#!/usr/bin/env node
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readContract, readDocument } from './contract.ts';
import { diffFolder, findMissing, writeFolder, writeMissing } from './folder.ts';
import { type Generated, generateApi, generateReceiver, generateTypes } from './generate.ts';
import type { OutputFile } from './output.ts';
import { ContractError } from './schema.ts';

const USAGE = `Usage: codegen generate <openapi.yaml> [options]

Generates code from an OpenAPI 3.1 document with top-level \`webhooks\`, or, with --api, with \`paths\`.

Options:
  --types <folder>      write types, event registry, validators and the bundled contract
  --receiver <folder>   write the receiver's definition and, with --handlers, its table of handlers
  --handlers <folder>   write a first draft of each handler that does not exist yet; never overwrites one
  --api <folder>        write types and the bundled document of an API described under \`paths\`
  --check               write nothing; exit with 1 and show the difference where the files are stale
  --help                show this text

Exit codes: 0 done or up to date, 1 stale, 2 wrong usage or a contract that cannot be used.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        types: { type: 'string' },
        receiver: { type: 'string' },
        handlers: { type: 'string' },
        api: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [command, file, ...surplus] = positionals;
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (
      command !== 'generate' ||
      file === undefined ||
      surplus.length > 0 ||
      !(values.types ?? values.receiver ?? values.api)
    ) {
      process.stderr.write(USAGE);
      return 2;
    }
    const folders = await plan(file, values);
    return values.check ? await check(folders) : await write(folders);
  } catch (error) {
    // Wrong options and contracts are the user's to mend: the sentence helps, the stack does not.
    if (error instanceof ContractError || error instanceof TypeError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

/** A folder, the files it has to hold, and whether files that exist are kept as they are. */
interface Folder {
  readonly folder: string;
  readonly files: readonly OutputFile[];
  readonly keepExisting: boolean;
}

type Targets = { readonly [target in 'types' | 'receiver' | 'handlers' | 'api']?: string | undefined };

async function plan(file: string, options: Targets): Promise<Folder[]> {
  const folders: Folder[] = [];
  const add = (folder: string, { files, warnings }: Generated, keepExisting = false) => {
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    folders.push({ folder, files, keepExisting });
  };
  if (options.api) add(options.api, await generateApi(await readDocument(file)));
  if (!options.types && !options.receiver) return folders;

  const contract = await readContract(file);
  for (const warning of contract.warnings) process.stderr.write(`warning: ${warning}\n`);
  if (options.types) add(options.types, await generateTypes(contract));
  if (options.receiver) {
    const handlers = options.handlers && relative(options.receiver, options.handlers).replaceAll('\\', '/');
    add(options.receiver, await generateReceiver(contract, handlers));
  }
  if (options.handlers) {
    const { handlerScaffold } = await import('./receiver/handlers.ts');
    add(options.handlers, { files: contract.webhooks.map(handlerScaffold), warnings: [] }, true);
  }
  return folders;
}

async function write(folders: readonly Folder[]): Promise<number> {
  for (const { folder, files, keepExisting } of folders) {
    const written = keepExisting ? await writeMissing(folder, files) : await writeFolder(folder, files);
    for (const path of written) process.stdout.write(`${path}\n`);
    if (written.length === 0) process.stdout.write(`${folder}: up to date (${files.length} files)\n`);
  }
  return 0;
}

async function check(folders: readonly Folder[]): Promise<number> {
  const reports: string[] = [];
  for (const { folder, files, keepExisting } of folders) {
    if (keepExisting)
      reports.push(...(await findMissing(folder, files)).map(({ path }) => `missing: ${folder}/${path}\n`));
    else reports.push(await diffFolder(folder, files));
  }
  const stale = reports.filter(Boolean);
  if (stale.length === 0) {
    process.stdout.write('Generated files agree with the contract.\n');
    return 0;
  }
  process.stderr.write(`${stale.join('\n')}\n`);
  process.stderr.write(
    'Generated files do not agree with the contract. Run `pnpm generate` and commit the result.\n',
  );
  return 1;
}
