import { describe, expect, it } from 'vitest';
import type { Difference } from '../../src/upstream/difference.ts';
import { nextSteps } from '../../src/upstream/next-steps.ts';
import { textOf } from '../draft/workbench.ts';
import { CONTRACT_FOLDER } from './contract.ts';

// A checklist leads to the line that a person edits, not to a schema that many properties share.

describe('a difference that no draft can resolve is at the line', () => {
  const at = { eventType: 'DOCUMENT_NOTIFICATION', line: 1 } as const;

  it.each<[string, Difference, string, string]>([
    [
      'that requires the property, if the contract does',
      { ...at, kind: 'no-longer-required', pointer: '/modifiedOn' },
      'schemas/DocumentNotification.yaml',
      '  - modifiedOn',
    ],
    [
      'that names an optional property which is now required',
      { ...at, kind: 'now-required', eventType: 'CUSTOMER_NOTIFICATION', pointer: '/modifiedOn' },
      'schemas/CustomerNotification.yaml',
      '  modifiedOn:',
    ],
    [
      'that names a removed member of an object',
      { ...at, kind: 'property-removed', pointer: '/validationError/description' },
      'schemas/DocumentNotification.yaml',
      '      description:',
    ],
    [
      'of the value that was removed',
      { ...at, kind: 'value-removed', pointer: '/status', value: 'PENDING' },
      'schemas/enums/DocumentStatus.yaml',
      '  - PENDING',
    ],
    [
      'of the shared schema, if the schema differs',
      { ...at, kind: 'format-changed', pointer: '/modifiedOn', published: 'date', contract: 'date-time' },
      'schemas/ModifiedOn.yaml',
      'type: string',
    ],
  ])('%s', async (_where, difference, file, expected) => {
    const [, found, line] =
      /\[ \] contract\/(\S+):(\d+) /.exec(await nextSteps(CONTRACT_FOLDER, 'contract', [difference])) ?? [];
    expect(found).toBe(file);
    expect((await textOf(CONTRACT_FOLDER, file)).split('\n')[Number(line) - 1]).toBe(expected);
  });
});
