import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';

// The built site, file by file, without a browser.

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = new Set(readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((path) => path));
const urls = [...files].filter((path) => path.endsWith('.html')).sort();
const contract = JSON.parse(readFileSync(join(dist, 'openapi.json'), 'utf8'));

/** What a page says, links to and loads. */
interface ParsedPage {
  readonly ids: ReadonlySet<string>;
  readonly duplicates: readonly string[];
  readonly links: readonly string[];
  readonly loads: readonly string[];
  readonly title: string;
  readonly headings: readonly string[];
  readonly landmarks: readonly string[];
  /** Scripts, styles and handlers within the page. */
  readonly inline: readonly string[];
  readonly text: string;
}

function parsePage(html: string): ParsedPage {
  const page = {
    ids: new Set<string>(),
    duplicates: [] as string[],
    links: [] as string[],
    loads: [] as string[],
    title: '',
    headings: [] as string[],
    landmarks: [] as string[],
    inline: [] as string[],
    text: '',
  };
  const open: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      open.push(name);
      const { id, href, src } = attributes;
      if (id !== undefined) page.ids.has(id) ? page.duplicates.push(id) : page.ids.add(id);
      if (name === 'a' && href !== undefined) page.links.push(href);
      if (name !== 'a' && (href ?? src) !== undefined) page.loads.push(href ?? src ?? '');
      if (/^h[1-6]$/.test(name)) page.headings.push(name);
      if (/^(main|nav|header|footer)$/.test(name)) page.landmarks.push(name);
      if (name === 'style' || (name === 'script' && src === undefined)) page.inline.push(`<${name}>`);
      for (const attribute of Object.keys(attributes))
        if (attribute === 'style' || attribute.startsWith('on')) page.inline.push(`${name} ${attribute}`);
    },
    ontext(text) {
      if (open.at(-1) === 'title' && !open.includes('svg')) page.title += text;
      if (!open.includes('script') && !open.includes('style')) page.text += text;
    },
    onclosetag() {
      open.pop();
    },
  });
  parser.end(html);
  return page;
}

const pages = new Map(urls.map((url) => [url, parsePage(readFileSync(join(dist, url), 'utf8'))]));
const isMadeByRedoc = (url: string): boolean =>
  ['reference/webhooks.html', 'reference/admin.html'].includes(url);

/** The links of a page that lead to no file or to no place in it. */
function brokenLinks(url: string, { links, loads }: ParsedPage): string[] {
  return [...links, ...loads].filter((link) => {
    if (/^(https?|mailto):|^data:,/.test(link)) return false;
    const [path = '', hash] = link.split('#');
    const target = path === '' ? url : posix.join(posix.dirname(url), path);
    if (!files.has(target)) return true;
    return hash !== undefined && hash !== '' && !pages.get(target)?.ids.has(decodeURIComponent(hash));
  });
}

describe('the built site', () => {
  it('has no link that leads nowhere, to a file or within one', () => {
    const broken = [...pages].flatMap(([url, page]) =>
      isMadeByRedoc(url) ? [] : brokenLinks(url, page).map((link) => `${url}: ${link}`),
    );
    expect(broken).toEqual([]);
    expect([...pages.values()].reduce((sum, { links }) => sum + links.length, 0)).toBeGreaterThan(1000);
  });

  it('finds a link that leads nowhere', () => {
    const page = parsePage(
      '<a href="no-such.html">a</a><a href="#no-such">b</a><a href="guides/readme.html#no-such">c</a>',
    );
    expect(brokenLinks('index.html', page)).toEqual(page.links);
  });

  it('can be put at any address: no link begins with a slash', () => {
    const absolute = [...pages].flatMap(([url, { links, loads }]) =>
      [...links, ...loads].filter((link) => link.startsWith('/')).map((link) => `${url}: ${link}`),
    );
    expect(absolute).toEqual([]);
  });

  it('loads nothing from elsewhere', () => {
    const remote = [...pages].flatMap(([url, { loads }]) =>
      loads.filter((load) => /^([a-z]+:)?\/\//.test(load)).map((load) => `${url}: ${load}`),
    );
    expect(remote).toEqual([]);
    for (const asset of ['assets/site.css', 'assets/site.js', 'assets/search.js', 'assets/theme.js'])
      expect(readFileSync(join(dist, asset), 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  it('has no script, style or handler within a page, so that its policy can forbid them', () => {
    const inline = [...pages].flatMap(([url, page]) =>
      isMadeByRedoc(url) ? [] : page.inline.map((each) => `${url}: ${each}`),
    );
    expect(inline).toEqual([]);
  });

  it('has a title of its own for each page, one first heading, one main landmark, and no id twice', () => {
    const titles = [...pages.values()].map(({ title }) => title);
    expect(titles.filter((title, n) => titles.indexOf(title) !== n)).toEqual([]);
    for (const [url, { title, headings, landmarks, duplicates }] of pages) {
      expect(title, url).toContain('Partner Webhooks');
      if (isMadeByRedoc(url)) continue;
      expect(
        headings.filter((name) => name === 'h1'),
        url,
      ).toHaveLength(1);
      expect(
        landmarks.filter((name) => name === 'main'),
        url,
      ).toHaveLength(1);
      expect(duplicates, url).toEqual([]);
    }
  });

  it('has a page for each document of the repository', () => {
    const documents = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.md'),
    );
    const sources = [...pages.values()].map(({ text }) => /Written in (\S+)/.exec(text)?.[1]);
    expect(documents.map((path) => `docs/${path}`).filter((path) => !sources.includes(path))).toEqual([]);
    expect(sources).toContain('README.md');
  });

  it('has the contracts as files, and leads to them', () => {
    const links = pages.get('reference/index.html')?.links;
    for (const name of ['openapi.yaml', 'openapi.json', 'admin-openapi.yaml', 'admin-openapi.json']) {
      expect(files).toContain(name);
      expect(links).toContain(`../${name}`);
    }
  });

  it('has each larger file compressed, as it is', () => {
    const compressed = [...files].filter((path) => path.endsWith('.br'));
    expect(compressed).toEqual(
      expect.arrayContaining(['index.html.br', 'assets/site.css.br', 'reference/redoc.js.br']),
    );
    for (const file of compressed.filter((path) => !path.includes('redoc'))) {
      const plain = readFileSync(join(dist, file.slice(0, -'.br'.length)));
      expect(brotliDecompressSync(readFileSync(join(dist, file))).equals(plain), file).toBe(true);
      expect(gunzipSync(readFileSync(join(dist, file.replace(/br$/, 'gz')))).equals(plain), file).toBe(true);
    }
  });
});

describe.each(EVENT_TYPES)('the page of %s', (eventType) => {
  const { path, schema } = registry[eventType];
  const url = `webhooks/${eventType.toLowerCase().replaceAll('_', '-')}.html`;
  const page = pages.get(url);
  const text = page?.text.replace(/\s+/g, ' ') ?? '';
  const operation = contract.webhooks[eventType].post;

  it('is reached from the first page, from the list and from the sidebar', () => {
    expect(pages.get('index.html')?.links).toContain(url);
    expect(pages.get('webhooks/index.html')?.links).toContain(url.replace('webhooks/', ''));
    expect(pages.get('guides/handlers.html')?.links).toContain('../webhooks/index.html');
  });

  it('says its path, its event type and when it is sent', () => {
    expect(text).toContain(`POST ${path} ${eventType}`);
    expect(text).toContain(plain(operation.description.split(/(?<=\.)\s/)[0]));
  });

  it('describes each property, and each of its values', () => {
    const { properties } = contract.components.schemas[schema];
    for (const [name, property] of Object.entries(properties)) {
      expect(page?.ids).toContain(`field-${name}`);
      const { description, 'x-enumDescriptions': meanings = {} } = resolve(property as Schema);
      expect(text).toContain(plain(description));
      for (const [value, meaning] of Object.entries(meanings)) {
        expect(page?.ids).toContain(`field-${name}-${value}`);
        expect(text).toContain(`${value} ${plain(meaning)}`);
      }
    }
  });

  it('says what to respond, with each status code', () => {
    for (const status of Object.keys(operation.responses)) expect(page?.ids).toContain(`status-${status}`);
  });

  it('has all examples, and a plausible one first', () => {
    const { examples } = operation.requestBody.content['application/json'];
    const shown = [...(page?.ids ?? [])]
      .filter((id) => id.startsWith('example-'))
      .map((id) => id.slice('example-'.length));
    expect(shown.toSorted()).toEqual(Object.keys(examples).toSorted());
    expect(examples[shown[0] ?? ''].value).not.toMatchObject({
      notificationType: 'CREATED',
      validationError: expect.anything(),
    });
    if (shown.length > 1) expect(shown[0]).not.toBe('published');
  });

  it('says what has changed in it, by version', () => {
    expect(page?.ids).toContain('changes');
  });

  it('shows how to send it and how to handle it, and leads to where it is written', () => {
    expect(text).toContain(`curl -i "http://localhost:8080${path}"`);
    expect(text).toContain(`Handler<'${eventType}'>`);
    expect(page?.links).toContainEqual(
      expect.stringContaining('reference/source/openapi/webhooks/'.slice(10)),
    );
  });
});

interface Schema {
  readonly $ref?: string;
  readonly description: string;
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>;
}

function resolve(schema: Schema): Schema {
  const { $ref } = schema;
  return $ref === undefined ? schema : contract.components.schemas[$ref.split('/').at(-1) ?? ''];
}

/** A description as it is shown. */
function plain(description: string): string {
  return description.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim();
}
