import { describe, expect, it } from 'vitest';
import { resolveLink } from '../src/guides/links.ts';
import { renderMarkdown } from '../src/markdown/markdown.ts';
import { linkBetween } from '../src/site/page.ts';

const addresses = new Map([
  ['README.md', 'guides/readme.html'],
  ['docs/handlers.md', 'guides/handlers.html'],
  ['docs/decisions/README.md', 'decisions/index.html'],
  ['openapi/openapi.yaml', 'reference/source/openapi/openapi.html'],
]);
const render = (text: string, source = 'docs/handlers.md', url = 'guides/handlers.html'): string =>
  renderMarkdown(text, { resolve: (href) => resolveLink(addresses, source, url, href) }).text;

describe('a link of a document', () => {
  it.each([
    ['[a](../README.md)', '<a href="readme.html">a</a>'],
    ['[a](../README.md#run-it)', '<a href="readme.html#run-it">a</a>'],
    ['[a](#here)', '<a href="#here">a</a>'],
    ['[a](decisions/)', '<a href="../decisions/index.html">a</a>'],
    ['[a](../openapi/openapi.yaml)', '<a href="../reference/source/openapi/openapi.html">a</a>'],
    ['[a](https://example.com/x.md)', '<a href="https://example.com/x.md">a</a>'],
    [
      '[the code](../apps/receiver/src/main.ts)',
      '<span class="file">the code <code>apps/receiver/src/main.ts</code></span>',
    ],
    ['[main.ts](../apps/receiver/src/main.ts)', '<span class="file">main.ts</span>'],
    ['[two [a](b)](../README.md)', '[two <span class="file">a <code>docs/b</code></span>](../README.md)'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(`<p>${expected}</p>\n`);
  });

  it('is relative to the page, wherever that is', () => {
    expect(linkBetween('index.html', 'guides/a.html')).toBe('guides/a.html');
    expect(linkBetween('a/b/c.html', 'index.html#x')).toBe('../../index.html#x');
    expect(linkBetween('a/b.html', 'a/b.html')).toBe('b.html');
    expect(linkBetween('a/b.html', 'a/b.html#x')).toBe('#x');
  });
});

describe('a document', () => {
  it('has the anchors that GitHub makes', () => {
    const anchors = [
      ...render('## A `b` – c?\n\n## Twice\n\n## Twice\n\n## Über, _und_').matchAll(/id="([^"]*)"/g),
    ];
    expect(anchors.map(([, id]) => id)).toEqual(['a-b--c', 'twice', 'twice-1', 'über-und']);
  });

  it('may contain what a template engine or HTML would take for its own', () => {
    expect(render('`{{ a }} {% b %} <id>`')).toContain('{{ a }} {% b %} &lt;id&gt;');
    expect(render('```sh\necho "{{ x }}" # <id>\n```')).toContain('# &lt;id&gt;');
  });

  it('has tables without empty headers, and columns aligned by classes', () => {
    expect(render('| | |\n| --- | --: |\n| a | 1 |')).not.toMatch(/<thead>|style=/);
    expect(render('| a | b |\n| --- | --: |\n| a | 1 |')).toContain('<th scope="col" class="right">b</th>');
  });

  it('has diagrams as pictures with a text, whose colours are those of the site', () => {
    const text = render('```mermaid\nflowchart LR\n  a[one] -- says --> b([two])\n```');
    expect(text).toContain('aria-label="Diagram: one, two"');
    expect(text).not.toMatch(/<style| style="|https?:\/\/(?!www\.w3\.org)|@import/);
    expect(text).toContain('var(--_line)');
  });

  it('shows code of a language that nothing highlights as it is', () => {
    expect(render('```cobol\nADD 1 TO <X>.\n```')).toContain('ADD 1 TO &lt;X&gt;.');
  });
});
