import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { observationsCommand } from './observations.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The commands about the receiver as a whole. */
export function receiverCommands(terminal: Terminal): Command[] {
  return [
    new Command('statistics')
      .description('count the notifications in the inbox')
      .option('--json', 'as JSON')
      .action(async ({ json }: JsonOption) => {
        const { client } = await connect(terminal);
        const found = await dataOf(client.GET('/api/statistics'));
        if (json) return terminal.out(`${JSON.stringify(found)}\n`);
        const {
          byEventType,
          pending,
          handling,
          handled,
          dead,
          discarded,
          quarantined,
          oldestPending,
          pauses,
        } = found;
        const rows = byEventType.map((each) => [
          each.eventType,
          ...[each.pending, each.handling, each.handled, each.dead, each.discarded].map(String),
        ]);
        const total = ['all', ...[pending, handling, handled, dead, discarded].map(String)];
        const names = ['EVENT TYPE', 'PENDING', 'HANDLING', 'HANDLED', 'DEAD', 'DISCARDED'];
        const notes = [
          `${quarantined} bodies in quarantine`,
          oldestPending && `oldest pending: ${oldestPending}`,
          pauses.length > 0 && `paused: ${pauses.map(({ eventType }) => eventType).join(', ')}`,
        ];
        await terminal.out(
          `${table(names, [...rows, total], terminal)}${notes.filter(Boolean).join('; ')}\n`,
        );
      }),

    observationsCommand(terminal),

    new Command('handlers')
      .description('list the event types and the settings of their handling')
      .option('--json', 'as JSON')
      .action(async ({ json }: JsonOption) => {
        const { client } = await connect(terminal);
        const found = await dataOf(client.GET('/api/handlers'));
        if (json) return terminal.out(`${JSON.stringify(found)}\n`);
        const { enabled, concurrency, timeout, maxAttempts, eventTypes } = found;
        const rows = eventTypes.map(({ eventType, path, subject = '-', occurredAt = '-', pause }) => [
          eventType,
          path,
          subject,
          occurredAt,
          pause ? `since ${pause.pausedAt}${pause.reason ? `: ${pause.reason}` : ''}` : '',
        ]);
        const limits = `handlers are ${enabled ? 'on' : 'off'}: ${concurrency} at a time, ${timeout} ms an attempt, ${maxAttempts} attempts`;
        await terminal.out(
          `${limits}\n\n${table(['EVENT TYPE', 'PATH', 'SUBJECT', 'CLOCK', 'PAUSED'], rows, terminal)}`,
        );
      }),

    new Command('config')
      .description('list the settings of the receiver, without secrets')
      .option('--json', 'one JSON object per line')
      .action(async ({ json }: JsonOption) => {
        const { client } = await connect(terminal);
        const { items } = await dataOf(client.GET('/api/config'));
        if (json) return terminal.out(items.map((each) => `${JSON.stringify(each)}\n`).join(''));
        const rows = items.map(({ name, value, isSet }) => [
          name,
          value ?? (isSet ? '(secret)' : ''),
          isSet ? 'set' : 'default',
        ]);
        await terminal.out(table(['SETTING', 'VALUE', ''], rows, terminal));
      }),
  ];
}

interface JsonOption {
  readonly json?: boolean;
}
