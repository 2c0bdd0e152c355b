import { beforeAll, describe, expect, it } from 'vitest';
import { CHANGING, READING } from './requests.ts';
import { runCli, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
});

/** Runs a command with another token. */
const withToken = (ADMIN_TOKEN: string, words: readonly string[]) =>
  runCli(words, { ...receiver.environment, ADMIN_TOKEN }, { body: '{}' });

describe('a receiver that refuses the token', () => {
  it.each([...READING, ...CHANGING])('is reported in one line by %j, with exit code 3', async (...words) => {
    expect(await withToken('some-other-token', words)).toEqual({
      code: 3,
      out: '',
      err: expect.stringMatching(/^The receiver refuses the admin token: expected .* \(request [\w-]+\)\n$/),
    });
  });
});

describe('a token with the role read-only', () => {
  it.each(CHANGING)('does not suffice for %j, which says so with exit code 1', async (...words) => {
    expect(await withToken(receiver.readOnlyToken, words)).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^The token of viewer has the role read-only: this needs .*\n$/),
    });
  });

  // `follow` does not end.
  it.each(READING.filter((words) => !words.includes('follow')))('suffices for %j', async (...words) => {
    const { err } = await withToken(receiver.readOnlyToken, words);
    expect(err).not.toContain('read-only');
  });
});
