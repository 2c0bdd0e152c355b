import { describe, expect, it } from 'vitest';
import type { MediaType } from '../src/contract/document.ts';
import { orderedExamples } from '../src/contract/examples.ts';
import { examplesSection } from '../src/webhook/examples-section.ts';

// The contracts of other platforms have examples that this one does not have.

const CONTRADICTION = { notificationType: 'CREATED', validationError: { errorType: 'A' } };

describe('the examples of a webhook', () => {
  it.each<[string, Record<string, MediaType>, (readonly [string, unknown])[]]>([
    ['none', { 'application/json': {} }, []],
    ['no body', {}, []],
    ['one without a name', { 'application/json': { example: 0 } }, [['example', 0]]],
    [
      'one that is elsewhere',
      { 'application/json': { examples: { a: { summary: 'A file' }, b: { value: null } } } },
      [['b', null]],
    ],
    [
      'those of the JSON, not of a form',
      { 'multipart/form-data': { example: 'a' }, 'application/vnd.x+json; version=1': { example: 'b' } },
      [['example', 'b']],
    ],
    ['those of a form, if there is no JSON', { 'multipart/form-data': { example: 'a' } }, [['example', 'a']]],
    [
      'those that contradict themselves last',
      { 'application/json': { examples: { a: { value: CONTRADICTION }, b: { value: 1 } } } },
      [
        ['b', 1],
        ['a', CONTRADICTION],
      ],
    ],
  ])('are, of %s, shown in order', (_what, content, expected) => {
    const examples = orderedExamples({ requestBody: { content } });
    expect(examples.map(({ name, value }) => [name, value])).toEqual(expected);
    const shown = String(examplesSection(examples)?.toString() ?? '');
    for (const [name] of expected) expect(shown).toContain(`id="example-${name}"`);
  });
});
