import { basename, relative, sep } from 'node:path';
import { type DraftedFile, patchOf, writeDraft } from '@partner-webhooks/contract-draft';
import { Command } from 'commander';
import { answer, type Connection, connect } from './connection.ts';
import { draftObserved } from './draft-observed.ts';
import { harmless, type Terminal, table } from './terminal.ts';

interface Options {
  readonly json?: boolean;
  readonly asPatch?: boolean;
  readonly write?: boolean;
  readonly contract: string;
}

/** `partner-webhooks observations`. */
export function observationsCommand(terminal: Terminal): Command {
  return new Command('observations')
    .description('what valid notifications held that the contract does not know')
    .option('--json', 'one JSON object a line')
    .option('--as-patch', 'as changes of the contract: a diff that `git apply` takes')
    .option('--write', 'make these changes in the files of the contract')
    .option('--contract <folder>', 'where the contract is', 'openapi')
    .action(async (options: Options) => {
      const connection = await connect(terminal);
      if (options.asPatch || options.write) await draftChanges(connection, terminal, options);
      else await list(connection, terminal, options);
    });
}

async function list({ client }: Connection, terminal: Terminal, { json }: Options): Promise<void> {
  const { items } = await answer(client.GET('/api/observations'));
  if (json) return terminal.out(items.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const rows = items.map(({ eventType, pointer, kind, value, count, firstSeen, lastSeen }) => [
    eventType,
    pointer,
    kind,
    value === undefined ? '' : JSON.stringify(value),
    String(count),
    firstSeen,
    lastSeen,
  ]);
  const names = ['EVENT TYPE', 'PLACE', 'KIND', 'VALUE', 'COUNT', 'FIRST SEEN', 'LAST SEEN'];
  await terminal.out(table(names, rows));
}

async function draftChanges(connection: Connection, terminal: Terminal, options: Options): Promise<void> {
  const { contract: folder, asPatch, write } = options;
  const { files, leftOut } = await draftObserved(connection, folder);
  for (const { eventType, pointer, reason } of leftOut)
    terminal.err(harmless(`${eventType} ${pointer}: left out: ${reason}\n`));
  if (files.length === 0) {
    terminal.err(`Nothing to draft: the contract in ${folder} knows all that can be drafted.\n`);
    return;
  }
  if (asPatch) await terminal.out(patchOf(files, folderInPatch(folder)));
  if (write) {
    await writeDraft(folder, files);
    terminal.err(files.map(changed).join(''));
  }
  terminal.err('Drafted. Describe what is new, remove the marks `x-draft`, and run `pnpm generate`.\n');
}

function changed({ path, before }: DraftedFile): string {
  return `${before === undefined ? 'new' : 'changed'}: ${path}\n`;
}

/** A diff names files as they are seen from here; of a folder that is elsewhere, from the one that it is in. */
function folderInPatch(folder: string): string {
  const path = relative('.', folder);
  return path.startsWith('..') ? basename(folder) : path.replaceAll(sep, '/');
}
