import type { Counted, Impact, ObservationGroup, ViolationGroup } from '../impact.ts';

/** A part of the report: a sentence, and a table below it if there is more to say. */
export interface Section {
  readonly sentence: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether it is only background, which Markdown folds away. */
  readonly isBackground?: boolean;
}

/** The report: what was compared, and its sections. What would be rejected comes first. */
export function sectionsOf(impact: Impact): Section[] {
  return [
    rejected(impact),
    withoutEventType(impact),
    alreadyRejected(impact),
    observations('become known: the receiver no longer reports them', impact.becomeKnown),
    observations('become unknown: the receiver accepts and reports them', impact.becomeUnknown),
    tooManyObservations(impact),
    accepted(impact),
    ...handlers(impact),
    notValidated(impact),
    neverSeen(impact),
    withoutBodies(impact),
  ].filter((section) => section !== undefined);
}

/** What was compared with what. */
export function headline({ base, source, since, read }: Impact): string {
  const range = since === undefined ? '' : `, received since ${since}`;
  return `${source}${range}: ${counted(read.notifications, 'notification')} and ${plural(read.quarantined, 'quarantined body', 'quarantined bodies')}, validated against ${base} and the working tree.`;
}

function rejected({ rejected: { bodies, groups }, base }: Impact): Section {
  return {
    sentence:
      bodies === 0
        ? `No notification that ${base} accepts would be rejected.`
        : `${counted(bodies, 'notification')} that ${base} accepts would be rejected:`,
    ...violations(groups),
  };
}

function withoutEventType({ withoutEventType: groups }: Impact): Section | undefined {
  if (groups.length === 0) return undefined;
  return {
    sentence:
      'The working tree does not have the event type of these notifications. Those that are pending cannot be handled:',
    ...table(['COUNT', 'PENDING', 'EVENT TYPE'], groups, ({ count, pending, eventType }) => [
      number(count),
      number(pending),
      eventType,
    ]),
  };
}

function alreadyRejected({
  alreadyRejected: { bodies, accepted: ok, groups },
  base,
}: Impact): Section | undefined {
  if (bodies === 0) return undefined;
  return {
    sentence: `${counted(bodies, 'notification')} would be rejected by ${base} already, so another contract has accepted ${bodies === 1 ? 'it' : 'them'}. The working tree accepts ${number(ok)} of them:`,
    ...violations(groups),
  };
}

function violations(groups: readonly ViolationGroup[]) {
  return table(['COUNT', 'EVENT TYPE', 'POINTER', 'RULE'], groups, ({ count, eventType, pointer, rule }) => [
    number(count),
    eventType,
    pointer,
    rule,
  ]);
}

function observations(become: string, groups: readonly ObservationGroup[]): Section | undefined {
  if (groups.length === 0) return undefined;
  return {
    sentence: `These ${become}:`,
    ...table(['COUNT', 'EVENT TYPE', 'POINTER', 'KIND', 'VALUE'], groups, (group) => [
      number(group.count),
      group.eventType,
      group.pointer,
      group.kind,
      group.value === undefined ? '' : JSON.stringify(group.value),
    ]),
  };
}

function tooManyObservations({ tooManyObservations: bodies }: Impact): Section | undefined {
  if (bodies === 0) return undefined;
  return sentence(
    `${counted(bodies, 'notification')} with 32 observations or more: not all of them are listed, so they are not compared.`,
  );
}

function accepted({ quarantine }: Impact): Section | undefined {
  const { accepted: groups, rejected: others } = quarantine;
  if (groups.length === 0 && others === 0) return undefined;
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return {
    sentence: `Of the quarantined bodies, ${number(count)} would be accepted and ${number(others)} rejected again${count > 0 ? '. `partner-webhooks quarantine replay` receives what is accepted:' : '.'}`,
    ...table(['COUNT', 'EVENT TYPE', 'BY THE BASE, TOO'], groups, ({ count: each, eventType, byBase }) => [
      number(each),
      eventType,
      number(byBase),
    ]),
  };
}

function handlers({ handlers: check }: Impact): (Section | undefined)[] {
  if (!check.checked) return [sentence(`The handlers were not compiled: ${check.reason}.`)];
  const { failing, missing, stale } = check;
  return [
    failing.length === 0
      ? sentence('All handlers compile.')
      : {
          sentence: `${counted(failing.length, 'handler')} ${failing.length === 1 ? 'does' : 'do'} not compile:`,
          columns: ['FILE', 'ERRORS', 'FIRST ERROR'],
          rows: failing.map(({ file, line, errors, message }) => [
            `${file}:${line}`,
            number(errors),
            message,
          ]),
        },
    missing.length === 0
      ? undefined
      : sentence(`There is no handler for ${missing.join(', ')}: \`pnpm generate\` drafts one.`),
    stale.length === 0
      ? undefined
      : sentence(
          `${counted(stale.length, 'generated file')} ${stale.length === 1 ? 'does' : 'do'} not match the contract: run \`pnpm generate\`. The handlers were compiled against types that match.`,
        ),
  ];
}

function notValidated({ notValidated: groups }: Impact): Section | undefined {
  if (groups.length === 0) return undefined;
  return {
    sentence: 'These bodies cannot be validated, and are in no other count:',
    ...table(['COUNT', 'STORE', 'REASON'], groups, ({ count, store, reason }) => [
      number(count),
      store,
      reason,
    ]),
  };
}

function neverSeen({ neverSeen: places }: Impact): Section | undefined {
  if (places.length === 0) return undefined;
  return {
    isBackground: true,
    sentence: 'Values of extensible enums that no stored body has:',
    columns: ['EVENT TYPE', 'POINTER', 'VALUES'],
    rows: places.map(({ eventType, pointer, values }) => [eventType, pointer, values.join(', ')]),
  };
}

function withoutBodies({ withoutBodies: eventTypes }: Impact): Section | undefined {
  if (eventTypes.length === 0) return undefined;
  return {
    ...sentence(`No body is stored of ${eventTypes.join(', ')}.`),
    isBackground: true,
  };
}

/** A table whose last column has the ids, unless there are none. */
function table<Group extends Counted>(
  names: readonly string[],
  groups: readonly Group[],
  cells: (group: Group) => readonly string[],
): Pick<Section, 'columns' | 'rows'> {
  const hasIds = groups.some(({ ids }) => ids !== undefined);
  return {
    columns: hasIds ? [...names, 'IDS'] : names,
    rows: groups.map((group) => [...cells(group), ...(hasIds ? [(group.ids ?? []).join(' ')] : [])]),
  };
}

function sentence(text: string): Section {
  return { sentence: text, columns: [], rows: [] };
}

function counted(count: number, what: string): string {
  return plural(count, what, `${what}s`);
}

function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
