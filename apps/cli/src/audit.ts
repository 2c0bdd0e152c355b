import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { time } from './filter.ts';
import { limitOption, paginate } from './paginate.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly operator?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
  readonly limit: number;
}

/** `partner-webhooks audit`. */
export function auditCommand(terminal: Terminal): Command {
  return new Command('audit')
    .description('list what operators have done, newest first')
    .option('--operator <name>', 'only what this operator has done; admin for the token without a name')
    .option('--action <action>', "only this action, such as replay or 'discard job started'")
    .option(
      '--from <time>',
      'only what was done at this time or later: 2025-01-31, 2025-01-31T12:00Z, 2h',
      time,
    )
    .option('--to <time>', 'only what was done before this time', time)
    .addOption(limitOption())
    .option('--json', 'one JSON object per line')
    .action(async ({ json, limit, ...filter }: Options) => {
      const { client } = await connect(terminal);
      const rows: string[][] = [];
      const entries = paginate(limit, (page) =>
        dataOf(client.GET('/api/audit', { params: { query: { ...filter, ...page } } })),
      );
      for await (const entry of entries) {
        if (json) await terminal.out(`${JSON.stringify(entry)}\n`);
        else rows.push([entry.at, entry.operator, entry.action, JSON.stringify(entry.details)]);
      }
      if (!json) await terminal.out(table(['AT', 'OPERATOR', 'ACTION', 'DETAILS'], rows, terminal));
    });
}
