import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { EVENT_TYPES, type EventType } from '@partner-webhooks/types';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { confirm, yesOption } from './confirm.ts';
import { eventType } from './option-parsers.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly all?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `partner-webhooks pause` and `partner-webhooks resume`. */
export function pauseCommands(terminal: Terminal): Command[] {
  return [
    new Command('pause')
      .description('stop calling the handlers of event types; notifications are received and stay pending')
      .argument('[event-types...]', 'such as TRANSFER_NOTIFICATION', addEventType)
      .option('--all', 'all event types')
      .option('--reason <text>', 'why; it is shown wherever the pause is')
      .addOption(yesOption())
      .option('--json', 'one JSON object per line')
      .action(async (named: readonly EventType[] | undefined, { reason, json, ...options }: Options) => {
        const { client } = await connect(terminal);
        const chosen = chosenEventTypes(named, options);
        if (options.all)
          await confirm(terminal, options, () => `Pause the handling of all ${chosen.length} event types`);
        for (const each of chosen) {
          const params = { path: { eventType: each } };
          const body = reason === undefined ? {} : { reason };
          const pause = await dataOf(client.POST('/api/event-types/{eventType}/pause', { params, body }));
          await terminal.out(
            json ? `${JSON.stringify(pause)}\n` : `${each} paused since ${pause.pausedAt}\n`,
          );
        }
      }),

    new Command('resume')
      .description('call the handlers of paused event types again')
      .argument('[event-types...]', 'such as TRANSFER_NOTIFICATION', addEventType)
      .option('--all', 'all event types that are paused')
      .option('--json', 'one JSON object per line')
      .action(async (named: readonly EventType[] | undefined, { json, ...options }: Options) => {
        const { client } = await connect(terminal);
        const chosen = chosenEventTypes(named, options);
        const { pauses } = await dataOf(client.GET('/api/statistics'));
        // One that is paused may no longer be in the contract.
        for (const each of options.all ? pauses.map((pause) => pause.eventType) : chosen) {
          const params = { path: { eventType: each } };
          const resumed = await dataOf(client.POST('/api/event-types/{eventType}/resume', { params }));
          const text = `${each} ${resumed.wasPaused ? 'resumed' : 'was not paused'}`;
          await terminal.out(json ? `${JSON.stringify(resumed)}\n` : `${text}\n`);
        }
      }),
  ];
}

function addEventType(text: string, before: readonly EventType[] = []): readonly EventType[] {
  return [...before, eventType(text)];
}

function chosenEventTypes(named: readonly EventType[] = [], { all = false }: Options): readonly EventType[] {
  if (named.length > 0 === all)
    throw new CommandError('Expected event types such as TRANSFER_NOTIFICATION, or --all.', EXIT.usage);
  return all ? EVENT_TYPES : named;
}
