import { describe, expect, it } from 'vitest';
import type { RejectedBody } from '../src/index.ts';
import { incoming } from './notifications.ts';
import { openedFor, STORES } from './stores.ts';

const rejected: RejectedBody = {
  id: 'q',
  path: '/transfer-notification',
  eventType: 'TRANSFER_NOTIFICATION',
  body: Buffer.from([0xff, 0x00, 0x7b]),
  reasons: [],
  receivedAt: new Date(0),
};

describe.each(STORES)('an edited copy on %s', (_store, open) => {
  it('is beside the original, which no edit changes, also after it was accepted', async () => {
    const { inbox, clock } = await openedFor(open);
    const edit = (text: string) => ({
      editedAt: new Date(clock.time),
      editedBy: 'alice',
      eventType: 'TRANSFER_NOTIFICATION',
      body: Buffer.from(text),
    });
    expect(await inbox.editQuarantined('q', edit('{}'))).toBe(false);
    await inbox.quarantine(rejected);
    expect(await inbox.quarantineEdit('q')).toBeUndefined();
    expect(await inbox.editQuarantined('q', edit('{}'))).toBe(true);
    clock.time += 1;
    expect(await inbox.editQuarantined('q', edit('{"a":1}'))).toBe(true);
    expect(Buffer.from((await inbox.quarantinedBody('q'))?.body ?? [])).toEqual(rejected.body);
    await inbox.acceptQuarantined(incoming('q'));
    const found = await inbox.quarantineEdit('q');
    expect(found).toMatchObject({ editedAt: new Date(clock.time), editedBy: 'alice' });
    expect(Buffer.from(found?.body ?? []).toString()).toBe('{"a":1}');
    expect(Buffer.from(found?.original ?? [])).toEqual(rejected.body);
  });

  it('is removed by retention when neither the body nor the notification is stored any more', async () => {
    const { inbox, clock } = await openedFor(open);
    await inbox.quarantine(rejected);
    await inbox.editQuarantined('q', {
      editedAt: new Date(clock.time),
      editedBy: 'alice',
      body: Buffer.from('{}'),
    });
    const later = new Date(clock.time + 1);
    await inbox.acceptQuarantined(incoming('q'));
    await inbox.removeOld(later, 9);
    expect(await inbox.quarantineEdit('q')).toBeDefined();
    await inbox.discard(['q'], 'why');
    for (let n = 0; n < 2; n += 1) await inbox.removeOld(new Date(clock.time + 10), 9);
    expect(await inbox.quarantineEdit('q')).toBeUndefined();
  });
});
