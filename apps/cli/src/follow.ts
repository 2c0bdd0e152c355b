import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, unreachable } from '@partner-webhooks/admin-api/client';
import { CommandError, EXIT } from './command-error.ts';
import { harmless, type Terminal } from './terminal.ts';

/** Shows each change as it happens, until the receiver ends. */
export async function follow(
  { url, headers }: AdminConnection,
  terminal: Terminal,
  { type, json = false }: { readonly type?: string; readonly json?: boolean },
): Promise<void> {
  const query = type === undefined ? '' : `?eventType=${encodeURIComponent(type)}`;
  const response = await fetch(`${url}/api/changes${query}`, { headers }).catch(unreachable);
  if (!response.ok || !response.body)
    throw new CommandError(`The receiver answered ${response.status}.`, EXIT.unreachable);
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) await terminal.out(`${json ? data : line(JSON.parse(data))}\n`);
    }
  }
}

function line({ at, kind, id, eventType, attempt, error }: components['schemas']['Change']): string {
  const words = [at, kind.padEnd(11), id, eventType, attempt && `attempt ${attempt}`, error];
  return harmless(words.filter(Boolean).join('  '));
}
