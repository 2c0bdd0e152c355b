import { linkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HANDLERS_OFF, receiverWithTen, sendTen, sharedReceiverWithTen } from './receiver-with-ten.ts';
import { startProgram } from './started-program.ts';
import { countStored, openSnapshot } from './stored-rows.ts';

describe('a second receiver on the same file does not start, and the first one continues,', () => {
  const started = sharedReceiverWithTen();

  it.each([
    [
      'by a symbolic link to the file',
      ({ file, folder }: { file: string; folder: string }) => {
        symlinkSync(file, join(folder, 'link.db'));
        return 'file:./link.db';
      },
    ],
    [
      'by a symbolic link to the folder',
      ({ file, folder }: { file: string; folder: string }) => {
        symlinkSync(join(file, '..'), join(folder, 'linked'));
        return 'file:./linked/inbox.db';
      },
    ],
    [
      'after the lock was removed',
      ({ file }: { file: string; folder: string }) => {
        rmSync(`${file}.lock`);
        return 'file:./data/inbox.db';
      },
    ],
    [
      'by a hard link',
      ({ file, folder }: { file: string; folder: string }) => {
        linkSync(file, join(folder, 'hard.db'));
        return 'file:./hard.db';
      },
    ],
  ])('%s', async (_name, deed) => {
    const { folder, receiver, file } = started();
    const before = countStored(file);
    const url = deed({ file, folder });
    const second = startProgram(folder, { ...HANDLERS_OFF, DATABASE_URL: url });
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/in use by another process|another process has the database .* open/);
    await sendTen(receiver, before);
    expect(countStored(file)).toBe(before + 10);
  });

  it('which ends in good order afterwards', async () => {
    expect(await started().receiver.stop()).toBe(0);
  });
});

it('an open reader does not prevent a receiver from restarting', async () => {
  const { folder, receiver, file } = await receiverWithTen();
  const reader = openSnapshot(file);
  expect(await receiver.stop()).toBe(0);
  const next = startProgram(folder, HANDLERS_OFF);
  await next.started();
  expect(await next.send(10)).toBe(200);
  reader.close();
});
