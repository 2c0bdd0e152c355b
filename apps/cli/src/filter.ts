import type { components } from '@partner-webhooks/admin-api';
import { millisecondsOf } from '@partner-webhooks/inbox/duration';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { storedEventType } from './option-parsers.ts';

type NotificationFilter = components['schemas']['NotificationFilter'];

/** The options of a filter. */
export interface FilterOptions {
  readonly type?: string;
  readonly state?: NotificationFilter['state'];
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly unreadable?: boolean;
  readonly cause?: string;
}

/** Adds the options that choose notifications. */
export function addNotificationFilter(command: Command): Command {
  return addTimeFilter(command)
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        'pending',
        'handling',
        'handled',
        'dead',
        'discarded',
      ]),
    )
    .option('--subject <id>', 'only those with this subject, for instance the id of a transfer')
    .option('--text <words>', 'only those with these words in their values or in their id')
    .option('--unreadable', 'only those that this receiver cannot pass to a handler')
    .option('--cause <cause>', 'only those whose last attempt failed for this cause; see `failures`', cause);
}

/** Adds the options that choose by event type and time of arrival. @param parse which event types it takes. */
export function addTimeFilter(command: Command, parse: (text: string) => string = storedEventType): Command {
  return command
    .option('--type <event-type>', 'only those of this event type, such as TRANSFER_NOTIFICATION', parse)
    .option(
      '--from <time>',
      'only those received at this time or later: 2025-01-31, 2025-01-31T12:00Z, 2h',
      time,
    )
    .option('--to <time>', 'only those received before this time', time);
}

/** The filter as the admin API expects it. */
export function filterOf({
  type,
  state,
  subject,
  from,
  to,
  text,
  unreadable,
  cause,
}: FilterOptions): NotificationFilter {
  return {
    ...(type !== undefined && { eventType: type }),
    ...(state !== undefined && { state }),
    ...(subject !== undefined && { subject }),
    ...(from !== undefined && { receivedFrom: from }),
    ...(to !== undefined && { receivedTo: to }),
    ...(text !== undefined && { text }),
    ...(unreadable !== undefined && { unreadable }),
    ...(cause !== undefined && { cause }),
  };
}

/**
 * What a command changes: items by id, or all that a filter matches. Without either the command does nothing: changing
 * everything needs `--all`.
 *
 * @throws CommandError if neither ids nor a filter nor `--all` is given, or more than one of them.
 */
export function chosen<Filter extends object>(
  ids: readonly string[],
  { all }: { readonly all?: boolean },
  filter: Filter,
): { readonly ids: readonly string[] } | { readonly filter: Filter } {
  const ways = [ids.length > 0, Object.keys(filter).length > 0, all === true];
  if (ways.filter(Boolean).length !== 1)
    throw new CommandError(
      'Expected ids, a filter such as --type TRANSFER_NOTIFICATION, or --all: exactly one of them.',
      EXIT.usage,
    );
  return ids.length > 0 ? { ids } : { filter };
}

function cause(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a cause as `failures` prints it, such as 3f1c9a0b7d2e4856.');
}

/** A time, or a duration before now, as the admin API expects it. */
export function time(text: string): string {
  const before = millisecondsOf(text);
  const milliseconds = before === undefined ? Date.parse(text) : Date.now() - before;
  // A duration may begin before the first time that a Date can have.
  if (Number.isNaN(new Date(milliseconds).getTime()))
    throw new InvalidArgumentError(
      'Expected a time such as 2025-01-31T12:00Z, or a duration before now such as 30m, 2h or 7d.',
    );
  return new Date(milliseconds).toISOString();
}
