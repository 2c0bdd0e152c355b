import type { Contract } from '../contract/document.ts';
import { codeBlock, renderInline } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';
import { linkBetween, type Page } from '../site/page.ts';
import { webhookCards, webhookGroups } from '../webhook/index-page.ts';
import type { Webhook } from '../webhook/webhook.ts';

/** The first page: what this is, how to start, and where everything is. */
export function homePage(
  contract: Contract,
  webhooks: readonly Webhook[],
  guides: ReadonlySet<string>,
): Page {
  const url = 'index.html';
  return {
    url,
    title: 'Documentation',
    section: 'home',
    description: `${webhooks.length} webhooks of an investment platform: every field, value and example, and the receiver.`,
    body: {
      html: html`<div class="hero">
<p class="eyebrow">Contract ${contract.info.version}</p>
<h1>Receive the notifications of an investment platform</h1>
<p class="lead">${webhooks.length} webhooks, with every field, value and example; and a receiver that stores each notification before it answers.</p>
${codeBlock('npx -y pnpm@12.4.2 start   # installs, generates, builds, and runs the receiver', 'bash', 'Command that starts the receiver')}
<p class="actions"><a class="button" href="${linkBetween(url, 'webhooks/index.html')}">Webhooks</a> <a class="button secondary" href="${linkBetween(url, 'guides/readme.html')}">Overview</a></p>
</div>
<h2 id="tasks">What do you want to do?</h2>
<ul class="cards tasks">
${TASKS.filter(({ target }) => guides.has(target)).map(
  ({
    title,
    text,
    target,
  }) => html`<li class="card"><a href="${linkBetween(url, target)}">${title}</a><p>${text}</p></li>
`,
)}</ul>
${webhookGroups(contract, webhooks).map(
  (group) => html`<h2 id="${group.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}">${group.title}</h2>
${group.description !== '' && html`<p>${renderInline(group.description)}</p>`}
${webhookCards(group.items, url)}`,
)}
${downloads(url)}`,
    },
    isWide: true,
  };
}

const TASKS = [
  {
    title: 'Handle notifications',
    target: 'guides/handlers.html',
    text: 'One file per event type: what returns is handled, what throws is retried.',
  },
  {
    title: 'Receive without the platform',
    target: 'guides/simulator.html',
    text: 'Send single notifications, scenarios and load, valid or wrong on purpose.',
  },
  {
    title: 'Run it',
    target: 'guides/operations.html',
    text: 'What to monitor, how to react, how to back up and restore.',
  },
  {
    title: 'Deploy it',
    target: 'guides/deployment.html',
    text: 'One image, with Docker Compose, on Kubernetes or without a container.',
  },
  {
    title: 'Change the contract',
    target: 'guides/contract-lifecycle.html',
    text: 'From the announcement of the platform to production, by commands.',
  },
  {
    title: 'Import the types',
    target: 'guides/types.html',
    text: 'Types, validators and parsers for programs of your own, without dependencies.',
  },
] as const;

/** The contracts as files. */
export function downloads(from: string): Html {
  return html`<h2 id="downloads">Downloads</h2>
<p>OpenAPI 3.1, each contract in one file.</p>
<ul class="downloads">
${DOWNLOADS.map(
  ({
    title,
    name,
  }) => html`<li>${title}: ${(['yaml', 'json'] as const).map((type) => html`<a href="${linkBetween(from, `${name}.${type}`)}" download>${type.toUpperCase()}</a> `)}</li>
`,
)}</ul>`;
}

const DOWNLOADS = [
  { title: 'Webhooks', name: 'openapi' },
  { title: 'Admin API', name: 'admin-openapi' },
] as const;
