import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compared as comparisonOf, said } from './contract.ts';

// The page cannot be part of the repository. A copy is compared where there is one: the file UPSTREAM_CAPTURE, or a file in a
// folder `shared/upstream` beside the repository.

const text = capture();

describe.skipIf(text === undefined)(
  'the page that the platform has published (skipped where there is no copy)',
  () => {
    const page = text ?? '';

    it('says what the contract says', () => {
      const { compared } = comparisonOf(page);
      expect(said(page)).toEqual([]);
      expect(compared).toEqual({ webhooks: 18, properties: 124, examples: 18 });
    });

    const edits = text === undefined ? [] : editsOf(page);

    it('can be changed in more than sixty ways', () => {
      expect(edits.length).toBeGreaterThan(60);
    });

    it('changed in any of them, that is said, and nothing else', () => {
      for (const { name, changed, expected } of edits)
        expect(said(changed), name).toEqual([...expected].sort());
    });

    it.each<[string, (page: string) => string]>([
      ['lines that end as on Windows', (before) => before.replaceAll('\n', '\r\n')],
      [
        'other dates',
        (before) => before.replaceAll('2025-05-23T', '2031-12-24T').replace(/\d+ days/, '9 weeks'),
      ],
      ['more white space', (before) => before.replaceAll('\n', ' \n\n')],
      ['less white space', (before) => before.replaceAll(/\n\s*\n/g, '\n')],
      ['another order', (before) => reordered(before)],
    ])('%s: nothing is said', (_what, change) => {
      expect(change(page)).not.toBe(page);
      expect(said(change(page))).toEqual([]);
    });
  },
);

interface Edit {
  readonly name: string;
  readonly changed: string;
  readonly expected: readonly string[];
}

/** Single changes of the text, and all that may be said of each. */
function editsOf(page: string): Edit[] {
  const lines = page.split('\n');
  const edits: Edit[] = [];
  const edit = (name: string, index: number, line: string | undefined, expected: readonly string[]) => {
    const changed = lines.flatMap((each, at) => (at !== index ? [each] : line === undefined ? [] : [line]));
    edits.push({ name: `${name}: line ${index + 1}`, changed: changed.join('\n'), expected });
  };
  let eventType = '';
  let inError = '';
  for (const [index, line] of lines.entries()) {
    eventType = /related to event (\w+)$/.exec(line)?.[1] ?? eventType;
    inError = /^ {2}"(validationErrors?)": ([[{])/.exec(line)?.[1] ?? inError;
    const property = /^(\w+?)(string|number)( · [\w-]+?)?(\[\])?(Required|Optional)(.*)$/.exec(line);
    if (property) {
      const [, name = '', type = '', format = '', list = '', presence = '', rest = ''] = property;
      const location = `${eventType} /${name}`;
      const before = list ? 'array' : format === ' · enum' ? `${type} enum` : type;
      const flipped = presence === 'Required' ? 'Optional' : 'Required';
      const isNow = presence === 'Required' ? 'no-longer-required' : 'now-required';
      edit('gone', index, undefined, [`property-removed: ${location}`]);
      edit('renamed', index, line.replace(name, `${name}Renamed`), [
        `property-removed: ${location}`,
        `property-added: ${eventType} /${name}Renamed`,
      ]);
      edit('retyped', index, `${name}boolean${presence}`, [
        `type-changed: ${location} is boolean, in the contract ${before}`,
      ]);
      edit('required or not', index, `${name}${type}${format}${list}${flipped}${rest}`, [
        `${isNow}: ${location}`,
      ]);
      if (format && format !== ' · enum')
        edit('reformatted', index, line.replace(format, ' · other'), [
          `format-changed: ${location}${list ? '/*' : ''} is other, in the contract ${format.slice(3)}`,
        ]);
    }
    const value = /^( +)"(status|notificationType|errorType)": "\w+"(,?)$/.exec(line);
    if (value) {
      const [, indent = '', name = '', comma = ''] = value;
      const outer = name === 'errorType' ? `/${inError}${inError.endsWith('s') ? '/*' : ''}` : '';
      edit('new value', index, `${indent}"${name}": "BRAND_NEW"${comma}`, [
        `value-added: ${eventType} ${outer}/${name} "BRAND_NEW"`,
      ]);
    }
  }
  return [...edits, ...sectionsOf(page).flatMap((section) => sectionEdits(page, section))];
}

interface Section {
  readonly title: string;
  readonly text: string;
}

function sectionsOf(page: string): Section[] {
  const titles = [...page.matchAll(/^ *• POST(.+)$/gm)].map(([, title = '']) => title);
  const starts = titles.map((title) => page.lastIndexOf(`\n${title}\n`) + 1);
  return titles.map((title, index) => ({ title, text: page.slice(starts[index], starts[index + 1]) }));
}

function sectionEdits(page: string, { title, text }: Section): Edit[] {
  const eventType = /related to event (\w+)/.exec(text)?.[1] ?? '';
  const bullet = new RegExp(`^ *• POST${title}\n`, 'm');
  const added = text
    .replace(title, 'Something new')
    .replace(eventType, `NEW_${eventType}`)
    .replace('POST /', 'POST /new-');
  return [
    {
      name: `without ${title}`,
      changed: page.replace(text, '').replace(bullet, ''),
      expected: [`webhook-removed: ${eventType}`],
    },
    {
      name: `with one that is like ${title}`,
      changed: page
        .replace(text, `${added.trimEnd()}\n${text}`)
        .replace(bullet, (line) => `${line}• POSTSomething new\n`),
      expected: [`webhook-added: NEW_${eventType} “Something new”`],
    },
  ];
}

/** The last section, which may end without a word that others end with, stays where it is. */
function reordered(page: string): string {
  const texts = sectionsOf(page).map((section) => section.text);
  const [first = ''] = texts;
  const start = page.indexOf(first);
  return page.slice(0, start) + [...texts.slice(0, -1).reverse(), ...texts.slice(-1)].join('');
}

function capture(): string | undefined {
  const named = process.env['UPSTREAM_CAPTURE'];
  if (named !== undefined) return readFileSync(named, 'utf8');
  const folder = new URL('../../../../../shared/upstream/', import.meta.url);
  const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.txt')) : undefined;
  return file === undefined ? undefined : readFileSync(new URL(file, folder), 'utf8');
}
