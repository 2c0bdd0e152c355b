import type { Contract } from '../contract/document.ts';
import type { NavigationGroup } from '../layout/navigation.ts';
import { renderInline } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';
import { linkBetween, type Page } from '../site/page.ts';
import type { Webhook } from './webhook.ts';

const URL_OF_INDEX = 'webhooks/index.html';

/** Webhooks by the tags of the contract, in its order. A webhook without a tag is in the last group. */
export function webhookGroups(contract: Contract, webhooks: readonly Webhook[]): readonly Group[] {
  const tags = [...(contract.tags ?? []), { name: 'Others' }];
  const groupOf = ({ operation }: Webhook) =>
    tags.find(({ name }) => operation.tags?.includes(name))?.name ?? 'Others';
  return tags
    .map((tag) => ({
      title: tag.name,
      description: tag.description ?? '',
      items: webhooks.filter((webhook) => groupOf(webhook) === tag.name),
    }))
    .filter(({ items }) => items.length > 0);
}

interface Group extends NavigationGroup {
  readonly description: string;
  readonly items: readonly Webhook[];
}

/** The page with all webhooks. */
export function webhookIndexPage(contract: Contract, webhooks: readonly Webhook[]): Page {
  return {
    url: URL_OF_INDEX,
    title: 'All webhooks',
    section: 'webhooks',
    description: `The ${webhooks.length} event types of the contract, with their paths.`,
    body: {
      html: html`<h1>Webhooks</h1>
<p class="lead">${webhooks.length} event types, each with a path of its own. A notification is one <code>POST</code> with a JSON body.</p>
${webhookGroups(contract, webhooks).map(
  ({ title, description, items }) => html`<h2 id="${anchorOf(title)}">${title}</h2>
${description !== '' && html`<p>${renderInline(description)}</p>`}
${webhookCards(items, URL_OF_INDEX)}`,
)}`,
    },
  };
}

/** Links to webhooks, with the event type and what it is about. */
export function webhookCards(webhooks: readonly Webhook[], from: string): Html {
  return html`<ul class="cards">
${webhooks.map(
  ({
    url,
    title,
    eventType,
    description,
  }) => html`<li class="card"><a href="${linkBetween(from, url)}">${title}</a>
<code>${eventType}</code>
<p>${renderInline(description.split(/(?<=\.)\s/)[0] ?? '')}</p></li>
`,
)}</ul>`;
}

const anchorOf = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
