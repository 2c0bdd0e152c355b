import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
let id: string;
let valid: string;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
  const [sent] = await jsonLines(receiver, 'inbox', 'list', '--type', 'RE_TOKEN_PRICES', '--limit', '1');
  valid = (await receiver.cli('inbox', 'show', '--body', String(sent?.['id']))).out;
  await receiver.post('/transfer-notification', '{"transferId": 1}');
  id = String(JSON.parse((await receiver.cli('quarantine', 'list', '--json')).out).id);
});

const withFiles = (words: string[]) =>
  runCli(words, receiver.environment, { valid, invalid: '{"a": 1}', empty: '' });

describe('quarantine', () => {
  it('validate says whether a file is a body of an event type', async () => {
    const as = ['--as', 'RE_TOKEN_PRICES'];
    expect(await withFiles(['quarantine', 'validate', '--file', 'valid', ...as])).toMatchObject({
      code: 0,
      out: 'valid\n',
    });
    const invalid = await withFiles(['quarantine', 'validate', '--file', 'invalid', ...as]);
    expect(invalid).toMatchObject({ code: 1, err: 'The body is invalid.\n' });
    expect(invalid.out).toContain(' is required');
  });

  it('edit stores a copy, which replay --edited receives', async () => {
    expect(await withFiles(['quarantine', 'edit', id, '--file', 'invalid'])).toMatchObject({ code: 1 });
    const as = ['--as', 'RE_TOKEN_PRICES'];
    expect(await withFiles(['quarantine', 'edit', id, '--file', 'valid', ...as])).toMatchObject({ code: 0 });
    expect((await receiver.cli('quarantine', 'replay', id, '--edited', ...as)).out).toMatch(
      /^\S+ {2}(received|duplicate)\n$/,
    );
  });

  it.each(['empty', 'missing'])('edit with a file that is %s: exit code 2', async (file) => {
    const { code, err } = await withFiles(['quarantine', 'edit', id, '--file', file]);
    expect([code, err]).toEqual([2, expect.stringContaining('--file: expected a file with a body')]);
  });

  it('replay --edited needs ids', async () => {
    expect(await receiver.cli('quarantine', 'replay', '--all', '--edited')).toMatchObject({ code: 2 });
  });
});
