import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { eventType } from './option-parsers.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly type?: string;
  readonly json?: boolean;
}

/** `partner-webhooks failures`. */
export function failuresCommand(terminal: Terminal): Command {
  return new Command('failures')
    .description('list dead and retried notifications by event type and cause')
    .option('--type <event-type>', 'only those of this event type, such as TRANSFER_NOTIFICATION', eventType)
    .option('--json', 'one JSON object per line')
    .addHelpText('after', '\nReplay a group with `inbox replay --cause <cause> --type <event-type>`.')
    .action(async ({ type, json }: Options) => {
      const { client } = await connect(terminal);
      const query = type === undefined ? {} : { eventType: type };
      const { items } = await dataOf(client.GET('/api/failures', { params: { query } }));
      if (json) return terminal.out(items.map((each) => `${JSON.stringify(each)}\n`).join(''));
      const rows = items.map(({ cause, dead, retrying, lastSeen, error, ...group }) => [
        cause,
        String(dead),
        String(retrying),
        lastSeen,
        group.eventType,
        error,
      ]);
      await terminal.out(
        table(['CAUSE', 'DEAD', 'RETRIED', 'LAST SEEN', 'EVENT TYPE', 'ERROR'], rows, terminal),
      );
    });
}
