import { countValues, type LiveField, type Received, type ValueCount } from './live-counts.ts';

// Counts what the receiver that serves the page has received. It asks only when the reader wants it, or has wanted it on
// another page: a site that no receiver serves has nothing to ask.

const KEY = 'live';
const MAX_NOTIFICATIONS = 500;

/** The parts of the admin API that are read. */
interface AdminResponses {
  readonly statistics: { readonly byEventType: readonly ({ readonly eventType: string } & States)[] };
  readonly notifications: {
    readonly items: readonly { readonly receivedAt: string; readonly body?: string }[];
  };
  readonly observations: { readonly items: readonly Observation[] };
}

type States = Readonly<Record<(typeof STATES)[number], number>>;
const STATES = ['pending', 'handling', 'handled', 'dead', 'discarded'] as const;

interface Observation {
  readonly eventType: string;
  readonly pointer: string;
  readonly kind: string;
  readonly count: number;
  readonly lastSeen: string;
}

/** Makes the button of the page of a webhook work. */
export function prepareLiveSection(): void {
  const section = document.querySelector<HTMLElement>('[data-live]');
  const button = section?.querySelector('button');
  const result = section?.querySelector<HTMLElement>('[data-live-result]');
  const eventType = section?.dataset['live'];
  if (!section || !button || !result || eventType === undefined || !location.protocol.startsWith('http'))
    return;
  const fields: readonly LiveField[] = JSON.parse(section.dataset['fields'] ?? '[]');
  const show = async (): Promise<void> => {
    button.disabled = true;
    result.replaceChildren(...(await sectionContent(eventType, fields)));
    button.disabled = false;
    button.textContent = 'Ask again';
  };
  button.hidden = false;
  button.addEventListener('click', () => void show());
  if (memory()?.getItem(KEY) === 'on') void show();
}

async function sectionContent(eventType: string, fields: readonly LiveField[]): Promise<readonly Node[]> {
  const query = new URLSearchParams({
    eventType,
    withBody: 'true',
    order: 'newest',
    limit: String(MAX_NOTIFICATIONS),
  });
  try {
    const [statistics, notifications, observations] = await Promise.all([
      ask<AdminResponses['statistics']>('statistics'),
      ask<AdminResponses['notifications']>(`notifications?${query}`),
      ask<AdminResponses['observations']>('observations'),
    ]);
    memory()?.setItem(KEY, 'on');
    const received = notifications.items.flatMap(({ receivedAt, body }) => parsed(body, receivedAt));
    const seen = observations.items.filter((each) => each.eventType === eventType);
    return [
      paragraph(inboxText(statistics, eventType)),
      ...(received.length === 0 ? [] : [valueTable(fields, received)]),
      ...observationTable(seen),
    ];
  } catch (error) {
    memory()?.removeItem(KEY);
    if (!(error instanceof NotSignedIn))
      return [paragraph('No receiver responds here. Open this page below /docs/ of a receiver.')];
    const link = document.createElement('a');
    link.href = '/console/';
    link.textContent = 'Sign in in the console';
    const text = paragraph('');
    text.append('You are not signed in. ', link, ', and ask again.');
    return [text];
  }
}

class NotSignedIn extends Error {}

async function ask<Body>(path: string): Promise<Body> {
  const response = await fetch(`/api/${path}`, {
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
  });
  if (response.status === 401) throw new NotSignedIn();
  if (!response.ok) throw new Error(`expected 200, found ${response.status}`);
  return response.json();
}

function parsed(body: string | undefined, at: string): Received[] {
  try {
    return body === undefined ? [] : [{ payload: JSON.parse(body), at }];
  } catch {
    return [];
  }
}

function inboxText({ byEventType }: AdminResponses['statistics'], eventType: string): string {
  const counts = byEventType.find((each) => each.eventType === eventType);
  if (!counts) return 'The inbox of this receiver has none.';
  const shown = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${number(counts[state])} ${state}`,
  );
  return `In the inbox of this receiver: ${shown.join(', ')}.`;
}

function valueTable(fields: readonly LiveField[], received: readonly Received[]): HTMLElement {
  const rows = fields.flatMap((field) =>
    countValues(field, received)
      .filter(({ value, count }) => value !== undefined || count > 0)
      .map((each) => valueRow(field.path, each)),
  );
  const caption = `Of the last ${number(received.length)} notifications, since ${time(received.at(-1)?.at)}`;
  return table(caption, ['Field', 'Value', 'Notifications', 'Last received'], rows);
}

function valueRow(path: string, { value, count, last }: ValueCount): readonly (string | Node)[] {
  return [code(path), value === undefined ? 'others' : code(value), number(count), time(last)];
}

function observationTable(seen: readonly Observation[]): readonly Node[] {
  if (seen.length === 0) return [paragraph('Everything that was received is in the contract.')];
  const rows = seen.map(({ pointer, kind, count, lastSeen }) => [
    code(pointer),
    kind.replace('-', ' '),
    number(count),
    time(lastSeen),
  ]);
  return [table('Not in the contract', ['Place', 'What', 'Times', 'Last received'], rows)];
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
  const box = document.createElement('div');
  box.className = 'table';
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', caption);
  const element = document.createElement('table');
  element.createCaption().textContent = caption;
  const head = element.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const content of row) line.insertCell().append(content);
  }
  box.append(element);
  return box;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

function code(text: string): HTMLElement {
  const element = document.createElement('code');
  element.textContent = text;
  return element;
}

const number = (count: number): string => count.toLocaleString('en');
const time = (at: string | undefined): string => (at === undefined ? '–' : new Date(at).toLocaleString());

/** `undefined` if the browser keeps nothing for this page. */
function memory(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
