import { curlCommand } from '@partner-webhooks/bundled-contract';
import { changesSection, type History } from '../changes/changes-section.ts';
import type { Contract } from '../contract/document.ts';
import { codeBlock, NO_LINKS, renderInline, renderMarkdown } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';
import { linkBetween, type Page } from '../site/page.ts';
import { examplesSection } from './examples-section.ts';
import { fieldAnchor, fieldsTable } from './fields-table.ts';
import { kebabCase } from './file-name.ts';
import { lifecycleSection } from './lifecycle-section.ts';
import { liveSection } from './live-section.ts';
import { responsesSection } from './responses-section.ts';
import { javaReader } from './snippets/java.ts';
import { pythonReader } from './snippets/python.ts';
import { typescriptHandler } from './snippets/typescript.ts';
import type { Webhook } from './webhook.ts';

/** What the pages of webhooks link to. */
export interface WebhookLinks {
  /** The page of a YAML file of the contract, by its path in the repository. */
  readonly sources: ReadonlyMap<string, string>;
  /** The YAML file of a webhook. */
  readonly webhookFile: ReadonlyMap<string, string>;
  /** The YAML file of a component. */
  readonly componentFile: ReadonlyMap<string, string>;
}

/** The page of a webhook: everything that a developer of a receiver wants to know about it. */
export function webhookPage(
  contract: Contract,
  webhook: Webhook,
  links: WebhookLinks,
  history: History,
): Page {
  const { url, title, eventType } = webhook;
  const [description] = webhook.description.split(/(?<=\.)\s/);
  return {
    url,
    title,
    name: eventType,
    section: 'webhooks',
    ...(description && { description: description.replace(/\s+/g, ' ').replaceAll('`', '') }),
    body: {
      html: html`${head(webhook)}
${facts(webhook, links)}
<h2 id="when">When it is sent</h2>
${renderMarkdown(webhook.description || 'Not described.', NO_LINKS)}
<h2 id="fields">Fields</h2>
<p>A body is a JSON object. A property that is not listed is accepted, and recorded as an observation.</p>
${fieldsTable(webhook.fields, (component) => sourcePage(links, url, links.componentFile.get(component)))}
${webhook.lifecycle && lifecycleSection(webhook.lifecycle, `lifecycle-${kebabCase(eventType)}`)}
${responsesSection(webhook)}
${examplesSection(webhook.examples)}
${snippets(contract, webhook)}
${liveSection(webhook)}
${changesSection(webhook, history)}`,
    },
  };
}

function head({ title, eventType, method, path }: Webhook): Html {
  return html`<p class="eyebrow">Webhook</p>
<h1>${title}</h1>
<p class="request"><span class="method">${method}</span> <code>${path}</code> <code class="event-type">${eventType}</code></p>`;
}

function facts({ subject, occurredAt, eventType, url, payload }: Webhook, links: WebhookLinks): Html {
  const file = links.webhookFile.get(eventType);
  const component = typeof payload === 'object' ? payload.$ref?.split('/').at(-1) : undefined;
  const files = [file, component === undefined ? undefined : links.componentFile.get(component)].filter(
    (each) => each !== undefined,
  );
  const field = (name: string): Html => html`<a href="#${fieldAnchor(name)}"><code>${name}</code></a>`;
  return html`<dl class="facts">
<div><dt>Subject</dt><dd>${subject === undefined ? 'None: notifications are handled in any order.' : html`${field(subject)}. Notifications with the same one are handled in order.`}</dd></div>
<div><dt>Clock</dt><dd>${occurredAt === undefined ? 'None: a repetition cannot be told from a new event.' : html`${field(occurredAt)}. With it, a notification that is sent twice is recognised.`}</dd></div>
${files.length > 0 && html`<div><dt>Source</dt><dd>${files.map((each) => sourceLink(links, url, each))}</dd></div>`}
</dl>`;
}

function sourceLink(links: WebhookLinks, from: string, file: string): Html {
  const page = sourcePage(links, from, file);
  return page === undefined ? html`<code>${file}</code> ` : html`<a href="${page}"><code>${file}</code></a> `;
}

function sourcePage({ sources }: WebhookLinks, from: string, file: string | undefined): string | undefined {
  const page = file === undefined ? undefined : sources.get(file);
  return page === undefined ? undefined : linkBetween(from, page);
}

function snippets(contract: Contract, webhook: Webhook): Html {
  const { url, eventType, path, examples } = webhook;
  const example = { text: JSON.stringify(examples[0]?.value ?? {}, null, 2) };
  const command = curlCommand(contract, eventType, `http://localhost:8080${path}`, example);
  return html`<h2 id="try">Try it</h2>
<p>With a receiver that runs on this machine, and one of its keys in <code>API_KEY</code>:</p>
${codeBlock(command, 'bash', 'Command that sends the first example')}
<p>Or with new ids and any values, by the <a href="${linkBetween(url, 'guides/simulator.html')}">simulator</a>:</p>
${codeBlock(`npx -y pnpm@12.4.2 simulate send ${eventType}`, 'bash', 'Command of the simulator')}
<h2 id="handle">Handle it</h2>
<h3 id="typescript">TypeScript</h3>
<p>${renderInline(`In \`apps/receiver/src/handlers/${kebabCase(eventType)}.ts\`. The payload is validated before. [How to write a handler](${linkBetween(url, 'guides/handlers.html')}), and [the same without this receiver](${linkBetween(url, 'guides/types.html')}).`)}</p>
${codeBlock(typescriptHandler(webhook), 'ts', 'Handler in TypeScript')}
<h3 id="python">Python</h3>
${codeBlock(pythonReader(webhook), 'python', 'Reader in Python')}
<h3 id="java">Java</h3>
<p>With Jackson, and its module for <code>java.time</code>.</p>
${codeBlock(javaReader(contract, webhook), 'java', 'Reader in Java')}`;
}
