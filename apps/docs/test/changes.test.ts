import { describe, expect, it } from 'vitest';
import { entriesAbout, releasesOf } from '../src/changes/changelog.ts';

const CHANGELOG = `# @partner-webhooks/types

## 1.2.0

### Minor Changes

- 3f2a1b4: TRANSFER_NOTIFICATION: new status \`HELD\`.

  A receiver has nothing to do.

- \`OrderStatus\` has a new value.

### Patch Changes

- The validators are smaller.

## 1.0.0

- The first version: the contract with 18 webhooks.
`;

it('a changelog is read as Changesets writes it', () => {
  expect(releasesOf(CHANGELOG)).toEqual([
    {
      version: '1.2.0',
      entries: [
        'TRANSFER_NOTIFICATION: new status `HELD`.\n\nA receiver has nothing to do.',
        '`OrderStatus` has a new value.',
        'The validators are smaller.',
      ],
    },
    { version: '1.0.0', entries: ['The first version: the contract with 18 webhooks.'] },
  ]);
});

describe('the changes of a webhook are those that', () => {
  const transfer = new Set(['TRANSFER_NOTIFICATION', '/transfer-notification', 'TransferStatus']);
  const order = new Set(['ORDER_NOTIFICATION', '/order-notification', 'OrderStatus']);
  const about = (entry: string, names: ReadonlySet<string>): boolean =>
    entriesAbout([{ version: '1.0.0', entries: [entry] }], names, new Set([...transfer, ...order])).length >
    0;

  it.each([
    ['name its event type', 'TRANSFER_NOTIFICATION has a new property.', true, false],
    ['name its path', 'The path `/order-notification` accepts more.', false, true],
    ['name an enum of it', 'New: `TransferStatus` HELD.', true, false],
    ['name both', '`TransferStatus` and `OrderStatus` have a new value.', true, true],
    ['are about the whole contract', 'The contract states which values come last.', true, true],
    ['name another one beside the contract', 'New in the contract: ORDER_NOTIFICATION.', false, true],
  ])('%s', (_what, entry, isAboutTransfer, isAboutOrder) => {
    expect([about(entry, transfer), about(entry, order)]).toEqual([isAboutTransfer, isAboutOrder]);
  });

  it('are not about the package', () => {
    expect(about('Validators are smaller. The contract is the same.', transfer)).toBe(false);
    expect(about('TRANSFER_NOTIFICATION_X is something else.', transfer)).toBe(false);
  });
});
