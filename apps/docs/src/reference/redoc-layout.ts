import { head, header } from '../layout/layout.ts';
import { Html, html } from '../site/html.ts';
import type { Page } from '../site/page.ts';
import type { RedocPage } from './redoc.ts';

// Redoc writes its styles while it runs. Its scripts are files.
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'";

/** A page by Redoc below the header of the site. */
export function redocLayout(
  page: Omit<Page, 'body'>,
  { style, html: content }: RedocPage,
  script: string,
): string {
  return html`${head(page, CONTENT_SECURITY_POLICY, new Html(`${style}\n<script type="module" src="${script}"></script>`))}
<body class="redoc">
${header(page, false, html`<h1 class="visually-hidden">${page.title}</h1>`)}
<div id="content" tabindex="-1">${new Html(content)}</div>
</body>
</html>
`.text;
}
