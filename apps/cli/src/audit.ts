import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { limitOption, paginate } from './paginate.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly json?: boolean;
  readonly limit: number;
}

/** `partner-webhooks audit`. */
export function auditCommand(terminal: Terminal): Command {
  return new Command('audit')
    .description('list what operators have done, newest first')
    .addOption(limitOption())
    .option('--json', 'one JSON object per line')
    .action(async ({ json, limit }: Options) => {
      const { client } = await connect(terminal);
      const rows: string[][] = [];
      const entries = paginate(limit, (query) => dataOf(client.GET('/api/audit', { params: { query } })));
      for await (const entry of entries) {
        if (json) await terminal.out(`${JSON.stringify(entry)}\n`);
        else rows.push([entry.at, entry.operator, entry.action, JSON.stringify(entry.details)]);
      }
      if (!json) await terminal.out(table(['AT', 'OPERATOR', 'ACTION', 'DETAILS'], rows, terminal));
    });
}
