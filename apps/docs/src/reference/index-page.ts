import { downloads } from '../home/home-page.ts';
import { html } from '../site/html.ts';
import { linkBetween, type Page } from '../site/page.ts';

const ADDRESS = 'reference/index.html';

/** The page that leads to the references of both contracts and to their files. */
export function referenceIndexPage(sources: ReadonlyMap<string, string>): Page {
  const link = (to: string): string => linkBetween(ADDRESS, to);
  return {
    url: ADDRESS,
    title: 'Contracts',
    section: 'reference',
    description:
      'The contracts of the webhooks and of the admin API: as pages, as files, and as they are written.',
    body: {
      html: html`<h1>Reference</h1>
<p class="lead">Two contracts, written by hand. Everything else is generated from them.</p>
<ul class="cards">
<li class="card"><a href="${link('reference/webhooks.html')}">Contract of the webhooks</a><p>The whole contract on one page: what the platform sends.</p></li>
<li class="card"><a href="${link('reference/admin.html')}">Admin API</a><p>What operators ask a receiver: search, replay, discard, observations, metrics.</p></li>
</ul>
${downloads(ADDRESS)}
<h2 id="source">As it is written</h2>
<p>One file per webhook, payload and enum.</p>
<ul class="files">
${[...sources].map(
  ([file, page]) => html`<li><a href="${link(page)}"><code>${file}</code></a></li>
`,
)}</ul>`,
    },
  };
}
