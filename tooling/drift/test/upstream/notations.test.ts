import { describe, expect, it } from 'vitest';
import { said } from './contract.ts';
import { FORMS, pageOfContract } from './page.ts';

// Documentation tools list the values of an enum in many notations. A value that is not read must not look like no value.

const text = FORMS.text(pageOfContract());
const html = FORMS.HTML(pageOfContract());
const LINE = 'statusstring · enumOptionalPossible values:';
const KNOWN = knownValues();

describe('a file may begin with a byte order mark', () => {
  it.each(Object.entries(FORMS))('%s', (_form, write) => {
    expect(said(`\uFEFF${write(pageOfContract())}`)).toEqual([]);
  });
});

/** What a page says that lists the known values and a new one for the first status of a customer. */
const ADDED = ['value-added: CUSTOMER_NOTIFICATION /status "BRAND_NEW"'];

const all = (separator: string, format = (value: string) => value) =>
  [...KNOWN, 'BRAND_NEW'].map(format).join(separator);

describe('values on the page as text', () => {
  const notations: [string, string][] = [
    ['one a line', `${LINE}\n${all('\n')}`],
    ['in one line, with commas', `${LINE}\n${all(', ')}`],
    ['in one line, with commas and a full stop', `${LINE}\n${all(', ')}.`],
    ['in one line, with spaces', `${LINE}\n${all(' ')}`],
    ['in one line, with bars', `${LINE}\n${all(' | ')}`],
    ['in one line, with “or”', `${LINE}\n${all(' or ')}`],
    ['in double quotes', `${LINE}\n${all(', ', (value) => `"${value}"`)}`],
    ['in quotes, one a line', `${LINE}\n${all('\n', (value) => `'${value}'`)}`],
    ['in backticks', `${LINE}\n${all(' ', (value) => `\`${value}\``)}`],
    ['in backticks, without spaces', `${LINE} ${all('', (value) => `\`${value}\``)}`],
    ['as an array', `${LINE}\n[${all(', ', (value) => `"${value}"`)}]`],
    [
      'numbered',
      `${LINE}\n${KNOWN.map((value, index) => `${index + 1}. ${value}`).join('\n')}\n9. BRAND_NEW`,
    ],
    ['with what they mean', `${LINE}\n${all('\n', (value) => `${value} – it is what it says`)}`],
    [
      'with what they mean behind a colon',
      `${LINE}\n${all('\n', (value) => `${value}: it is what it says`)}`,
    ],
    ['with “One of”', `${LINE.replace('Possible values:', '')}\nOne of: ${all(', ')}`],
    ['with how many there are', `${LINE.replace(':', ` (${KNOWN.length + 1}):`)} ${all(', ')}`],
    ['with bullets', `${LINE}\n${all('\n', (value) => `• ${value}`)}`],
    ['with hyphens as bullets', `${LINE}\n${all('\n', (value) => `- ${value}`)}`],
    ['after the words', `${LINE} ${all(', ')}`],
    ['after the words, without a space', `${LINE}${all(',')}`],
    [
      'after the words, in a line of their own',
      `${LINE.replace('Possible values:', '')}\nPossible values: ${all(' ')}`,
    ],
    [
      'below a description',
      `${LINE.replace('Possible values:', '')}\nWhere the customer stands now.\nPossible values:\n${all('\n')}`,
    ],
    ['with a description below the words', `${LINE}\nWhere the customer stands now.\n${all(', ')}`],
    ['with “Allowed values”', `${LINE.replace('Possible', 'Allowed')} ${all(', ')}`],
  ];

  it.each(notations)('%s', (_notation, lines) => {
    expect(said(text.replace(LINE, lines))).toEqual(ADDED);
  });

  it('are all known: nothing is said', () => {
    expect(said(text.replace(LINE, `${LINE}\n${KNOWN.join('\n')}`))).toEqual([]);
  });

  it.each(['The status can also be `BRAND_NEW` from May.', 'The status can also be CANCELLED from May.'])(
    'that are named in a sentence are unread: the sentence may list them',
    (sentence) => {
      expect(said(text.replace(LINE, `${LINE}\n${sentence}`))).toEqual([
        `unread: expected a property or something about “status”, found “${sentence}”`,
      ]);
    },
  );

  it('without separators are unread if the example has one of them', () => {
    expect(said(text.replace(LINE, `${LINE} ${all('')}`))).toEqual([
      `unread: expected values of which one is “CREATED”, as in the example, found “${all('')}” without separators`,
    ]);
  });

  it('an example of an enum is one of its values', () => {
    expect(said(text.replace(LINE, `${LINE.replace('Possible values:', '')}Example: BRAND_NEW`))).toEqual(
      ADDED,
    );
  });
});

describe('values on the page as HTML', () => {
  const element = '<div><span>status</span><span>string · enumOptionalPossible values:</span></div>';
  const list = (open: string, close: string) => all('', (value) => `${open}${value}${close}`);

  it.each([
    ['chips', `${element.replace('</div>', '')}${list('<span class="chip">', '</span>')}</div>`],
    ['chips of code', `${element}<p>${list('<code>', '</code>')}</p>`],
    ['chips below', `${element}<div>${list('<span>', '</span>')}</div>`],
    ['a list', `${element}<ul>${list('<li>', '</li>')}</ul>`],
    ['a list of code', `${element}<ul>${list('<li><code>', '</code></li>')}</ul>`],
    ['blocks', `${element}${list('<div>', '</div>')}`],
    ['a row of a table', `${element}<table><tr>${list('<td>', '</td>')}</tr></table>`],
    ['words', `${element}<p>${all(', ')}</p>`],
  ])('%s', (_notation, markup) => {
    expect(html).toContain(element);
    expect(said(html.replace(element, markup))).toEqual(ADDED);
  });
});

describe('marks of a property', () => {
  const property = 'modifiedOnstring · date-timeOptional';

  it.each<[string, string, readonly string[]]>([
    ['nullable', `${property}\nnullable`, ['now-nullable: CUSTOMER_NOTIFICATION /modifiedOn']],
    [
      'nullable, behind the type',
      property.replace('Optional', ' · nullableOptional'),
      ['now-nullable: CUSTOMER_NOTIFICATION /modifiedOn'],
    ],
    [
      'deprecated',
      `${property}Deprecated`,
      ['constraint-changed: CUSTOMER_NOTIFICATION /modifiedOn deprecated is true, in the contract none'],
    ],
    [
      'a default',
      `${property}\nDefault: now`,
      ['constraint-changed: CUSTOMER_NOTIFICATION /modifiedOn default is now, in the contract none'],
    ],
    [
      'limits',
      property.replace('Optional', ' · min: 1 · max: 30Optional'),
      [
        'constraint-changed: CUSTOMER_NOTIFICATION /modifiedOn maxLength is 30, in the contract none',
        'constraint-changed: CUSTOMER_NOTIFICATION /modifiedOn minLength is 1, in the contract none',
      ],
    ],
    [
      'a pattern',
      `${property}\nPattern: ^2`,
      ['constraint-changed: CUSTOMER_NOTIFICATION /modifiedOn pattern is ^2, in the contract none'],
    ],
    ['an example', `${property}\nExample: 2025-05-23T00:32:56.709Z`, []],
    ['a description', `${property}\nWhen the customer was last changed.`, []],
    [
      'a word that is not known',
      `${property}\nSunset`,
      ['unread: expected a property or something about “modifiedOn”, found “Sunset”'],
    ],
    [
      'a label that is not known',
      `${property}\nRemoved in: 2027`,
      ['unread: expected a property or something about “modifiedOn”, found “Removed in: 2027”'],
    ],
  ])('%s', (_mark, lines, expected) => {
    expect(said(text.replace(property, lines))).toEqual(expected);
  });
});

describe('objects that are opened on the page', () => {
  const before = 'notificationTypestring · enumRequiredPossible values:';
  const opened = [
    'validationErrorobjectOptional',
    'errorTypestring · enumOptionalPossible values:',
    'descriptionstringOptional',
  ];

  it('members that the example has in the object are its members', () => {
    expect(said(text.replace(before, [before, ...opened].join('\n')))).toEqual([]);
  });

  it('a member more is a new property, if it is indented', () => {
    const indented = [
      ...opened.map((line, index) => (index === 0 ? line : `  ${line}`)),
      '  newMemberstringOptional',
    ];
    expect(said(text.replace(before, [before, ...indented].join('\n')))).toEqual([
      'property-added: CUSTOMER_NOTIFICATION /validationError/newMember',
    ]);
  });

  it('a member of which the place is not known is unread', () => {
    const lines = [before, ...opened, 'newMemberstringOptional'];
    expect(said(text.replace(before, lines.join('\n')))).toEqual([
      'unread: expected to know the object of “newMember” by its indentation or by the example, found 0 places',
    ]);
  });
});

function knownValues(): string[] {
  const customer = pageOfContract().find(({ eventType }) => eventType === 'CUSTOMER_NOTIFICATION');
  const properties = customer?.schema['properties'] as Record<string, { enum: string[] }> | undefined;
  return properties?.['status']?.enum ?? [];
}

describe('the parts of a property', () => {
  const line = 'modifiedOnstring · date-timeOptional';
  const cells = '<span>modifiedOn</span><span>string · date-timeOptional</span>';
  const renamed = 'property-added: CUSTOMER_NOTIFICATION /renamedOn';

  it.each([
    ['in one line with spaces', 'modifiedOn string · date-time Optional'],
    ['with a line each', 'modifiedOn\nstring · date-time\nOptional'],
    ['with a line for type and format each', 'modifiedOn\nstring\n · date-time\nOptional'],
    ['with a line for the name', 'modifiedOn\nstring · date-timeOptional'],
  ])('on the page as text: %s', (_layout, lines) => {
    expect(text).toContain(line);
    expect(said(text.replace(line, lines))).toEqual([]);
    expect(said(text.replace(line, lines.replace('modifiedOn', 'renamedOn')))).toContain(renamed);
  });

  it.each([
    [
      'spans with white space',
      '<span>modifiedOn</span>\n <span>string · date-time</span>\n <span>Optional</span>',
    ],
    ['a list of terms', '<dl><dt>modifiedOn</dt><dd>string · date-time</dd><dd>Optional</dd></dl>'],
    ['blocks', '<div>modifiedOn</div><div>string · date-time</div><div>Optional</div>'],
    ['a row', '<table><tr><td>modifiedOn</td><td>string · date-time</td><td>Optional</td></tr></table>'],
  ])('on the page as HTML: %s', (_layout, markup) => {
    expect(html).toContain(cells);
    expect(said(html.replace(cells, markup))).toEqual([]);
    expect(said(html.replace(cells, markup.replace('modifiedOn', 'renamedOn')))).toContain(renamed);
  });
});
