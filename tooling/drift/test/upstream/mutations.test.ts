import { EVENT_TYPES } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { sentence } from '../../src/upstream/sentence.ts';
import { compared as comparisonOf, said } from './contract.ts';
import { mutations } from './mutations.ts';
import { FORMS, type Form, pageOfContract } from './page.ts';

const forms = Object.keys(FORMS) as Form[];

describe.each(forms)('a page as %s', (form) => {
  const render = FORMS[form];

  it('that says what the contract says has no drift, and everything in it has been compared', () => {
    const { differences, compared, unread } = comparisonOf(render(pageOfContract()));
    expect(differences.map(sentence)).toEqual([]);
    expect(unread).toEqual([]);
    expect(compared.webhooks).toBe(EVENT_TYPES.length);
    expect(compared.examples).toBe(EVENT_TYPES.length);
    expect(compared.properties).toBeGreaterThan(5 * EVENT_TYPES.length);
  });

  // All of them for the two forms that are furthest apart, and every seventh for those that are read through these.
  const step = form === 'text' || form === 'OpenAPI 3.0 in JSON' ? 1 : 7;
  const changes = mutations()
    .filter((mutation) => mutation.forms.includes(form))
    .filter((_, index) => index % step === 0);

  it('can be changed in more than sixty ways', () => {
    expect(changes.length).toBeGreaterThan(60);
    expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length);
  });

  it.each(changes)('$name: that is said, and nothing else', ({ apply, expected }) => {
    expect(said(render(apply(pageOfContract())))).toEqual([...expected].sort());
  });

  it.each<[string, (text: string) => string]>([
    ['webhooks in another order', () => render(pageOfContract().toReversed())],
    ['lines that end as on Windows', (text) => text.replaceAll('\n', '\r\n')],
    [
      'other dates',
      (text) => text.replaceAll(/\d{4}-\d\d-\d\dT/g, '2031-12-24T').replace('3 days', '9 weeks'),
    ],
    ['white space at the end of lines', (text) => text.replaceAll('\n', '  \n')],
    ['empty lines at the end', (text) => `${text}\n\n\n`],
  ])('%s: nothing is said', (_what, change) => {
    expect(said(change(render(pageOfContract())))).toEqual([]);
  });

  it('with its properties in another order says nothing', () => {
    const page = pageOfContract();
    for (const { schema } of page)
      schema['properties'] = Object.fromEntries(Object.entries(schema['properties'] as object).toReversed());
    expect(said(render(page))).toEqual([]);
  });
});
