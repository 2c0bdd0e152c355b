import type { Assessment, Change } from '@partner-webhooks/contract-release';
import { NO_LINKS, renderInline, renderMarkdown } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';
import type { Webhook } from '../webhook/webhook.ts';
import { entriesAbout, type Release } from './changelog.ts';

/** What has changed, and when: for all webhooks. */
export interface History {
  readonly releases: readonly Release[];
  /** What the contract has that its last release has not. */
  readonly next: Assessment | undefined;
  /** The names of all webhooks: event types, paths and schemas. */
  readonly names: ReadonlySet<string>;
}

/** What has changed in a webhook, by version. */
export function changesSection(webhook: Webhook, { releases, next, names }: History): Html | undefined {
  const about = entriesAbout(releases, namesOf(webhook), names);
  const changes = next?.changes.filter(({ subjects }) => subjects.includes(webhook.eventType)) ?? [];
  const announced = about.find(({ version }) => version === undefined);
  const released = about.filter(({ version }) => version !== undefined);
  if (changes.length === 0 && about.length === 0) return undefined;
  return html`<h2 id="changes">Changes</h2>
${
  (changes.length > 0 || announced) &&
  html`<h3 id="changes-next">${next ? `${next.version}, not released yet` : 'Not released yet'}</h3>
${changeList(changes)}
${announced && entries(announced)}`
}
${released.map(
  (release) => html`<h3 id="changes-${release.version ?? ''}">${release.version ?? ''}</h3>
${entries(release)}`,
)}`;
}

/** The names by which a changelog may mean a webhook. */
export function namesOf({ eventType, path, schema, fields }: Webhook): ReadonlySet<string> {
  // A component that several webhooks have, such as NotificationType, is about each of them.
  return new Set([eventType, path, schema, ...fields.flatMap(({ component }) => component ?? [])]);
}

function changeList(changes: readonly Change[]): Html | undefined {
  const structural = changes.filter(
    ({ effect, what }) => effect !== 'words' || /was added|was removed/.test(what),
  );
  const reworded = changes.filter((change) => !structural.includes(change));
  if (changes.length === 0) return undefined;
  return html`<ul class="changes">
${structural.map(
  ({
    places,
    what,
    rating,
    why,
    effect,
  }) => html`<li>${placesOf(places)}${renderInline(what)}${effect !== 'words' && html` <span class="badge optional">${rating}</span> ${renderInline(why)}`}</li>
`,
)}${reworded.length > 0 && html`<li>Texts for people: ${[...new Set(reworded.flatMap(({ places }) => places))].map((place, n) => html`${n > 0 && ', '}<code>${place}</code>`)}${reworded.some(({ places }) => places.length === 0) && ' and the examples'}.</li>`}</ul>`;
}

function placesOf(places: readonly string[]): Html | undefined {
  if (places.length === 0) return undefined;
  return html`${places.map((place, n) => html`${n > 0 && ', '}<code>${place}</code>`)}: `;
}

function entries({ entries: texts }: Release): Html {
  return html`${texts.map((text) => renderMarkdown(text, NO_LINKS))}`;
}
