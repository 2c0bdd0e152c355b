import { describe, expect, it } from 'vitest';
import { readPublication } from '../../src/upstream/source.ts';
import { failure, said } from './contract.ts';
import { FORMS, pageOfContract } from './page.ts';

// A page that is not understood must never look like one that agrees.

const page = pageOfContract();
const text = FORMS.text(page);
const [first] = page;
const lineOf = (line: string) => text.split('\n').indexOf(line) + 1;

// An optional property of the first section, with a type that the contract does not have.
const property = 'modifiedOnstring · date-timeOptional';
const changed = 'format-changed: CUSTOMER_NOTIFICATION /modifiedOn is date, in the contract date-time';

describe('a section with a part that cannot be read', () => {
  it.each<[string, string, string, string]>([
    ['a heading before the body', '\nBody\n', '\nSince May.\nBody\n', 'found “Since May.”'],
    [
      'a header that is a parameter',
      '\nBody\n',
      '\nHeader parameters\nx-signaturestringRequired\nBody\n',
      'found “x-signaturestringRequired”',
    ],
    ['another header', 'Host: client', 'Host: client\nx-signature: text', 'found x-signature'],
    ['an example that is no JSON', '\n{\n', '\n{ …\n', 'expected an example in JSON'],
    ['a body of a response', '200\nOK\n', '200\nOK\napplication/json\n', 'found “application/json”'],
  ])('is compared without it: %s', (_part, line, replacement, reason) => {
    expect(text).toContain(line);
    expect(text).toContain(property);
    const found = said(
      text.replace(line, replacement).replace(property, property.replace('date-time', 'date')),
    );
    expect(found).toContain(changed);
    expect(found).toContainEqual(expect.stringContaining(reason));
    expect(found.filter((each) => !each.startsWith('unread: '))).toEqual([changed]);
  });

  it('has descriptions of two words too', () => {
    expect(said(text.replace(property, `${property}\nLast change`))).toEqual([]);
  });
});

describe('a page as text', () => {
  it('does not place properties below an unread line where the example does not have them', () => {
    const alternatives = ['paymentone ofOptional', 'objectOptional', 'ibanstringRequired', 'or'];
    const found = said(text.replace('customerIdstring', `${alternatives.join('\n')}\ncustomerIdstring`));
    expect(found.filter((each) => !each.startsWith('unread: '))).toEqual([]);
    expect(found).toContainEqual(
      expect.stringContaining('expected to know the object of “iban” by the example'),
    );
  });

  it.each<[string, string, string | RegExp]>([
    [
      'a heading is gone',
      text.replace('\nBody\n', '\n'),
      /^line \d+: “.+”: expected “Body”, found “customerIdstring · uuidRequired”$/,
    ],
    ['all headings are gone', text.replaceAll('\nBody\n', '\n'), /^line \d+: /],
    ['a section has no end', text.replace('\nResponses\n', '\n'), /^line \d+: /],
    ['its list of webhooks is gone', text.replaceAll(/^ +• POST.*\n/gm, ''), /list of webhooks/],
    [
      'its list names one that is not there',
      text.replace('• POST', '• POSTNothing like it\n  • POST'),
      `line ${lineOf(`  • POST${first?.title}`)}: “Nothing like it” is listed, but has no section`,
    ],
    [
      'it has a section that is not listed',
      text.replace(`  • POST${first?.title}\n`, ''),
      `line ${lineOf(first?.title ?? '') + 1}: expected the title of a listed webhook, found “post”`,
    ],
    [
      'the presence has another form',
      text.replaceAll('Required', ' *').replaceAll('Optional', ''),
      /^line \d+: expected a property, found “customerIdstring · uuid \*”$/,
    ],
    ['a type is unknown', text.replace('string · uuidRequired', 'guidRequired'), /expected a property/],
    [
      'an example is not JSON',
      text.replace('"modifiedOn":', '"modifiedOn"'),
      /^line \d+: “.+”: expected an example in JSON$/,
    ],
    [
      'an example is gone',
      text.replace(/^\{[^{}]*(\{[^{}]*\})?[^{}]*\}$/m, ''),
      /^line \d+: “.+”: expected an example in JSON$/,
    ],
    ['it breaks off in the middle', text.slice(0, text.length / 2), /^line \d+: /],
  ])('that %s', (_what, source, message) => {
    expect(failure(source)).toMatch(message);
  });

  it('that describes an event type twice has a section that is unread', () => {
    expect(said(text.replace(/event \w+$/m, 'event TRANSFER_NOTIFICATION'))).toContain(
      'unread: expected each event type once, found TRANSFER_NOTIFICATION twice',
    );
  });

  it('that writes a property in another way is said to lack it, and the line is unread', () => {
    const changed = text.replace(/^modifiedOn.*$/m, 'modifiedOn: a time');
    expect(said(changed)).toEqual([
      'property-removed: CUSTOMER_NOTIFICATION /modifiedOn',
      'unread: expected a property or something about “customerId”, found “modifiedOn: a time”',
    ]);
  });
});

describe('an OpenAPI document', () => {
  const yaml = FORMS['OpenAPI 3.1 in YAML'](page);

  it.each<[string, string, RegExp]>([
    ['is no YAML', `${yaml}  broken: [`, /^line \d+: /],
    [
      'is followed by another document',
      `${yaml}---\nopenapi: 3.1.0\n`,
      /^expected one document, found several/,
    ],
    [
      'refers to nothing',
      yaml.replace('#/components/schemas/', '#/components/nothing/'),
      /leads to nothing$/,
    ],
    [
      'has no webhooks',
      'openapi: 3.1.0\ninfo: {title: a, version: "1"}\npaths: {}\n',
      /the source has no webhooks$/,
    ],
    [
      'has a webhook without a schema',
      yaml.replace('            schema:', '            nothing:'),
      /CUSTOMER_NOTIFICATION: expected a schema for the body$/,
    ],
    [
      'has a body of another type',
      yaml.replace('application/json', 'text/xml'),
      /^line \d+: CUSTOMER_NOTIFICATION: expected a body of type application\/json, found text\/xml/,
    ],
    [
      'has a payload without properties',
      yaml.replace('      properties:\n', '      nothing:\n'),
      /expected a payload with properties, found none$/,
    ],
    [
      'has no event type',
      yaml.replace('  CUSTOMER_NOTIFICATION:', '  customer:').replace(/event CUSTOMER_NOTIFICATION/, ''),
      /customer: expected an event type as its key/,
    ],
  ])('that %s', (_what, source, message) => {
    expect(source).not.toBe(yaml);
    expect(failure(source)).toMatch(message);
  });

  it('may put a payload together, let a value be null, and refer to what it shares', () => {
    const [webhook] = readPublication(`
openapi: 3.1.0
info: { title: a, version: '1' }
webhooks:
  FUND_NOTIFICATION:
    post:
      requestBody:
        content:
          application/json:
            schema:
              allOf:
                - $ref: '#/components/schemas/Base'
                - type: object
                  required: [status]
                  properties:
                    status: { type: [string, 'null'], enum: [OPEN, null] }
      responses: { '200': { description: OK } }
components:
  schemas:
    Base:
      type: object
      required: [fundId]
      properties:
        fundId: { type: string, format: uuid }
`).webhooks;
    expect(webhook?.properties).toMatchObject([
      { pointer: '/fundId', line: 24, type: 'string', format: 'uuid', isEnum: false, required: true },
      { pointer: '/status', line: 16, type: 'string', isEnum: true, values: ['OPEN'], nullable: true },
    ]);
  });
});

describe('what is none of these', () => {
  it.each([
    ['nothing', ''],
    ['words', 'Hello.\nThis is a page about something else.\n'],
    ['another page', '<!DOCTYPE html><html><body><h1>Not found</h1></body></html>'],
    ['Markdown without a document', '# Webhooks\n\n```json\n{"a": 1}\n```\n'],
    ['JSON', '{"webhooks": []}'],
  ])('is not read: %s', (_what, source) => {
    expect(failure(source)).not.toBe('read');
  });
});
