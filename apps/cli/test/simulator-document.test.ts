import { readFile } from 'node:fs/promises';
import { INVALID_KINDS, readScenario, scenarioNames } from '@partner-webhooks/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedReceiver, startReceiver } from './started-receiver.ts';

const text = await readFile(new URL('../../../docs/simulator.md', import.meta.url), 'utf8');
const commands = [...text.matchAll(/^(?:partner-webhooks|npx -y pnpm@\S+ simulate) ([^#\n]+)/gm)].map(
  ([, words = '']) => words.trim(),
);

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver('on');
});
afterAll(() => receiver?.stop());

describe('docs/simulator.md', () => {
  it('shows commands', () => {
    expect(commands.length).toBeGreaterThan(10);
  });

  it.each(commands)('%s works as it stands there', async (command) => {
    // What is shown with ten seconds works with half a one.
    const words = command.replace('10s', '500ms').split(' ');
    const { code, err } = await receiver.cli(
      ...words,
      ...(words.includes('--list') ? [] : ['--url', receiver.url]),
    );
    expect(code, err).toBe(0);
  });

  it('lists every kind of wrong request with its status and its meaning', () => {
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| (\d{3}) \| (.+) \|$/gm)].map(([, ...row]) => row);
    expect(rows).toEqual(
      Object.entries(INVALID_KINDS).map(([name, { rejectedWith, meaning }]) => [
        name,
        String(rejectedWith ?? 200),
        meaning,
      ]),
    );
  });

  it('lists every scenario with its length and its summary', async () => {
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| (\d{1,2}) \| (.+) \|$/gm)].map(([, ...row]) => row);
    const scenarios = (await scenarioNames()).map(async (name) => {
      const { notifications, summary } = await readScenario(name);
      return [name, String(notifications.length), summary];
    });
    expect(rows).toEqual(await Promise.all(scenarios));
  });
});
