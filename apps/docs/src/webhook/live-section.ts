import type { LiveField } from '../client/live-counts.ts';
import { type Html, html } from '../site/html.ts';
import type { Webhook } from './webhook.ts';

/** Where a receiver that serves the site shows what it has received. A script fills it when the reader asks for it. */
export function liveSection({ eventType, fields }: Webhook): Html {
  const counted: readonly LiveField[] = fields
    .filter(({ values }) => values.length > 0)
    .map(({ path, segments, values }) => ({ path, segments, values: values.map(({ value }) => value) }));
  return html`<h2 id="live">What really arrives</h2>
<div data-live="${eventType}" data-fields="${JSON.stringify(counted)}" data-unsearched>
<p>A receiver that serves this page can show how often each value was received, when last, and what the contract does not know yet. It shows no id and no text.</p>
<p><button class="button secondary" type="button" hidden>Ask this receiver</button></p>
<div data-live-result aria-live="polite"></div>
</div>`;
}
