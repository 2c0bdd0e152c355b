import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command, Option } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly json?: boolean;
  readonly asPatch?: boolean;
  readonly write?: boolean;
  readonly contract?: string;
}

/** `partner-webhooks observations`. */
export function observationsCommand(terminal: Terminal): Command {
  return (
    new Command('observations')
      .description('list the properties and values of valid notifications that the contract does not have')
      .option('--json', 'one JSON object per line')
      // Former options of this command: scripts that pass them get a message that names the new program.
      .addOption(new Option('--as-patch').hideHelp())
      .addOption(new Option('--write').hideHelp())
      .addOption(new Option('--contract <folder>').hideHelp())
      .action(async (options: Options) => {
        if (options.asPatch || options.write || options.contract !== undefined)
          throw new CommandError(
            'This command only lists observations. Run `pnpm drift:observed` in the repository to draft changes of the contract; with --write it edits the files.',
            EXIT.usage,
          );
        await list(terminal, options);
      })
  );
}

async function list(terminal: Terminal, { json }: Options): Promise<void> {
  const { client } = await connect(terminal);
  const { items } = await dataOf(client.GET('/api/observations'));
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
  const names = ['EVENT TYPE', 'POINTER', 'KIND', 'VALUE', 'COUNT', 'FIRST SEEN', 'LAST SEEN'];
  await terminal.out(table(names, rows, terminal));
}
