import { InboxUnavailableError } from '@partner-webhooks/inbox';
import { describe, expect, it } from 'vitest';
import { withoutDamaged } from '../src/admin/without-damaged.ts';
import { adminClient } from './admin-client.ts';
import { transfer } from './quarantine.ts';
import { post, withReceiver } from './running-receiver.ts';

const unavailable = () => new InboxUnavailableError('no');

describe('an action on many ids', () => {
  const IDS = ['a', 'b', 'c'];

  it('leaves out those that fail while the inbox can be used', async () => {
    const inbox = { check: async () => {} };
    const action = async (ids: readonly string[]) => {
      if (ids.includes('b')) throw unavailable();
      return ids;
    };
    expect(await withoutDamaged(inbox, IDS, action)).toEqual(['a', 'c']);
  });

  it('leaves out none because the inbox was unavailable for a moment', async () => {
    const inbox = { check: async () => {} };
    let calls = 0;
    const action = async (ids: readonly string[]) => {
      calls += 1;
      if (calls <= 2) throw unavailable();
      return ids;
    };
    expect(await withoutDamaged(inbox, IDS, action)).toEqual(IDS);
  });

  it('fails if the inbox becomes unavailable on the way', async () => {
    const inbox = { check: () => Promise.reject(unavailable()) };
    const done: string[] = [];
    const action = async (ids: readonly string[]) => {
      if (ids.length > 1 || done.length > 0) throw unavailable();
      done.push(...ids);
      return ids;
    };
    await expect(withoutDamaged(inbox, IDS, action)).rejects.toThrow(InboxUnavailableError);
    expect(done).toEqual(['a']);
  });
});

describe('a rejected body that cannot be read', () => {
  it('is passed over by a replay and a discard of many, which count it', async () => {
    const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
    const { inbox, served } = receiver;
    const client = adminClient(receiver);
    for (let n = 0; n < 3; n += 1) await post(`${receiver.url}/no-such-event`, transfer);
    const { items } = await inbox.quarantined({}, { limit: 3, oldestFirst: true });
    const damaged = items[0]?.id ?? '';
    served.quarantinedBody = async (id) => {
      if (id === damaged) throw unavailable();
      return inbox.quarantinedBody(id);
    };
    served.discardQuarantined = async (ids) => {
      if (ids.includes(damaged)) throw unavailable();
      return inbox.discardQuarantined(ids);
    };
    const filter = {};
    const replayed = await client.POST('/api/quarantine/replay', {
      body: { filter, eventType: 'TRANSFER_NOTIFICATION', dryRun: true },
    });
    expect(replayed.data).toMatchObject({ matched: 3, received: 2, duplicates: 0, invalid: 0 });
    const still = await client.POST('/api/quarantine/replay', { body: { filter } });
    expect(still.data).toMatchObject({ matched: 3, received: 0, duplicates: 0, invalid: 2 });
    const discarded = await client.POST('/api/quarantine/discard', { body: { filter, reason: 'why' } });
    expect(discarded.data).toMatchObject({ matched: 3, done: 2 });
    expect((await inbox.quarantined({}, { limit: 3 })).items.map(({ id }) => id)).toEqual([damaged]);
  });
});
