import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../contract.ts';

/**
 * The handlers of event types that the contract does not have, one sentence each: the webhook has been removed or renamed.
 * `generate` never deletes a handler, because it is code of the partner.
 *
 * @param folder the folder of the handlers. If it does not exist, there is none.
 */
export async function orphanedHandlers({ webhooks }: Contract, folder: string): Promise<string[]> {
  const eventTypes = new Set(webhooks.map(({ eventType }) => eventType));
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.ts')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const written = new Set(names.filter((_, index) => !texts[index]?.includes('unwritten<')));
  const renamed = webhooks.map(({ module }) => `${module}.ts`).filter((name) => !written.has(name));
  return names.flatMap((name, index) => {
    const [, single, double] = HANDLER.exec(texts[index] ?? '') ?? [];
    const eventType = double === undefined ? single : (JSON.parse(double) as string);
    if (eventType === undefined || eventTypes.has(eventType)) return [];
    const target = renamed.length > 0 ? ` If it was renamed, move its code to ${renamed.join(' or ')};` : '';
    return [
      `${join(folder, name).replaceAll('\\', '/')} handles ${eventType}, which the contract does not have.${target} ${target ? 'if' : 'If'} it was removed, delete the file.`,
    ];
  });
}

const HANDLER = /\bHandler<\s*(?:'([^'\\\n]+)'|("(?:[^"\\\n]|\\.)+"))\s*>/;
