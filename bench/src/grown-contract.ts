import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONTRACT = fileURLToPath(new URL('../../openapi', import.meta.url));

/**
 * Writes a contract with this many webhooks to a temporary folder: ours, and copies of its webhooks and their payloads
 * under other names.
 *
 * @returns path of its root document.
 */
export async function grownContract(webhooks: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-contract-'));
  for (const part of ['openapi.yaml', 'webhooks', 'schemas', 'responses']) {
    await cp(join(CONTRACT, part), join(folder, part), { recursive: true });
  }
  const root = join(folder, 'openapi.yaml');
  const [before = '', lines = '', after = ''] = (await readFile(root, 'utf8')).split(
    /(?<=^webhooks:\n)|(?=^components:)/m,
  );
  const ours = [...lines.matchAll(/^ {2}(\w+): \{ \$ref: webhooks\/([\w-]+)\.yaml \}$/gm)];
  let all = '';
  for (let n = 0; n < webhooks; n += 1) {
    const [line, eventType = '', file = ''] = ours[n % ours.length] ?? [];
    const copy = Math.floor(n / ours.length);
    if (copy > 0) await copyWebhook(folder, file, copy);
    all += copy > 0 ? `  ${eventType}_${copy}: { $ref: webhooks/${file}-${copy}.yaml }\n` : `${line}\n`;
  }
  await writeFile(root, before + all + after);
  return root;
}

async function copyWebhook(folder: string, file: string, copy: number): Promise<void> {
  const webhook = await readFile(join(folder, 'webhooks', `${file}.yaml`), 'utf8');
  const [, payload = ''] = /\$ref: \.\.\/schemas\/(\w+)\.yaml/.exec(webhook) ?? [];
  const renamed = webhook
    .replace(/^( *operationId: \w+)$/m, `$1${copy}`)
    .replace(`schemas/${payload}.yaml`, `schemas/${payload}${copy}.yaml`);
  await writeFile(join(folder, 'webhooks', `${file}-${copy}.yaml`), renamed);
  await cp(join(folder, 'schemas', `${payload}.yaml`), join(folder, 'schemas', `${payload}${copy}.yaml`));
}
