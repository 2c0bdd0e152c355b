import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, unreachable } from '@partner-webhooks/admin-api/client';
import { CommandError, EXIT } from './command-error.ts';
import { sanitize, type Terminal } from './terminal.ts';

/** Prints each change of the inbox until the receiver closes the connection. */
export async function follow(
  { url, headers }: AdminConnection,
  terminal: Terminal,
  { type, json = false }: { readonly type?: string; readonly json?: boolean },
): Promise<void> {
  const query = type === undefined ? '' : `?eventType=${encodeURIComponent(type)}`;
  const response = await fetch(`${url}/api/changes${query}`, { headers }).catch(unreachable);
  if (!response.ok || !response.body)
    throw new CommandError(`The receiver responded with status ${response.status}.`, EXIT.unreachable);
  let rest = '';
  for await (const piece of textOf(response.body)) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) await terminal.out(`${json ? data : formatted(JSON.parse(data))}\n`);
    }
  }
}

/** @throws AdminApiError `unreachable`: the connection was lost. */
async function* textOf(body: NonNullable<Response['body']>): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (cause) {
    unreachable(cause);
  }
}

function formatted({ at, kind, id, eventType, attempt, error }: components['schemas']['Change']): string {
  const columns = [at, kind.padEnd(11), id, eventType, attempt && `attempt ${attempt}`, error];
  return sanitize(columns.filter(Boolean).join('  '));
}
