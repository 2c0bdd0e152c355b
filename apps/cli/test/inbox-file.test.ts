import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
});

describe('on the file of the inbox, while the receiver runs,', () => {
  it('backup makes a copy that check finds sound, and overwrites nothing', async () => {
    const target = `${receiver.inboxFile}.backup`;
    const backup = await receiver.cli('inbox', 'backup', target, '--from', receiver.inboxFile);
    expect(backup).toMatchObject({
      code: 0,
      out: expect.stringMatching(/inbox\.db\.backup: \d+ notifications, \d+ bytes\n$/),
    });
    for (const file of [receiver.inboxFile, target]) {
      expect(await receiver.cli('inbox', 'check', file)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^\d+ notifications can be read, 0 faults\n$/),
      });
    }
    const again = await receiver.cli('inbox', 'backup', target, '--from', receiver.inboxFile);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('EEXIST') });
  });

  it('check ends with 1 and names each fault, and salvage says what it could not copy', async () => {
    const damaged = `${receiver.inboxFile}.damaged`;
    await receiver.cli('inbox', 'backup', damaged, '--from', receiver.inboxFile);
    const database = new DatabaseSync(damaged);
    database.exec(`UPDATE notification SET body = CAST('{' AS BLOB) WHERE seq = 1`);
    database.close();
    const check = await receiver.cli('inbox', 'check', damaged);
    expect(check).toMatchObject({ code: 1, err: 'The file has faults.\n' });
    expect(check.out).toMatch(
      /^\d+ notifications can be read, 1 faults\nnotification \S+ \(seq 1\) has a body that is no JSON\n$/,
    );
    const { out } = await receiver.cli('inbox', 'salvage', `${damaged}.salvaged`, '--from', damaged);
    expect(out).toMatch(/\d+ notifications; 0 faults\n$/);
  });

  it('a file that is missing is said to be', async () => {
    expect(await receiver.cli('inbox', 'check', '/nowhere/inbox.db')).toMatchObject({ code: 1 });
    expect(await receiver.cli('inbox', 'backup', '/nowhere/copy.db')).toMatchObject({
      code: 1,
      err: 'there is no inbox ./data/inbox.db\n',
    });
  });
});
