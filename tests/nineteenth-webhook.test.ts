import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Copy, copyRepository } from './copy.ts';

// The promise of the project: a new webhook is one YAML file, one line, `generate`.

const FUND = {
  fundId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
  modifiedOn: '2025-11-19T14:06:35.008247Z',
  status: 'OPEN',
};

const webhook = {
  post: {
    operationId: 'receiveFundNotification',
    summary: 'Fund',
    description: 'A fund has been opened or closed.',
    tags: ['Orders and prices'],
    'x-subject': 'fundId',
    'x-occurred-at': 'modifiedOn',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            description: 'What became of a fund.',
            required: ['fundId', 'status'],
            properties: {
              fundId: { type: 'string', format: 'uuid', description: 'The fund.' },
              modifiedOn: { $ref: '../schemas/ModifiedOn.yaml' },
              status: {
                type: 'string',
                description: 'Where the fund stands.',
                enum: ['OPEN', 'CLOSED'],
                'x-extensible': true,
                'x-enumDescriptions': { OPEN: 'It can be bought.', CLOSED: 'It cannot be bought any more.' },
              },
            },
          },
          examples: {
            open: { summary: 'A fund has been opened', value: FUND },
            closed: { summary: 'A fund has been closed', value: { ...FUND, status: 'CLOSED' } },
          },
        },
      },
    },
    responses: Object.fromEntries(
      [
        ['200', 'Acknowledged'],
        ['400', 'BadRequest'],
        ['401', 'Unauthorized'],
        ['404', 'NotFound'],
        ['405', 'MethodNotAllowed'],
        ['408', 'RequestTimeout'],
        ['413', 'PayloadTooLarge'],
        ['415', 'UnsupportedMediaType'],
        ['429', 'TooManyRequests'],
        ['500', 'InternalServerError'],
        ['503', 'ServiceUnavailable'],
      ].map(([status, name]) => [status, { $ref: `../responses/${name}.yaml` }]),
    ),
  },
};
const line = '  FUND_NOTIFICATION: { $ref: webhooks/fund-notification.yaml }\n';
const handler = 'apps/receiver/src/handlers/fund-notification.ts';

let copy: Copy;
const read = (path: string) => readFile(join(copy.folder, path), 'utf8');

beforeAll(async () => {
  copy = await copyRepository();
  await writeFile(join(copy.folder, 'openapi/webhooks/fund-notification.yaml'), stringify(webhook));
  const root = await read('openapi/openapi.yaml');
  await writeFile(
    join(copy.folder, 'openapi/openapi.yaml'),
    root.replace(/^webhooks:\n/m, `webhooks:\n${line}`),
  );
  const { code, output } = await copy.run('turbo', ['run', 'generate']);
  expect(code, output).toBe(0);
}, 120_000);

afterAll(() => copy?.remove());

describe('after one YAML file, one line and `generate`', () => {
  it('the contract passes lint', async () => {
    const { code, output } = await copy.run(
      'node_modules/.bin/redocly',
      ['lint', 'partner-webhooks', '--config', '../redocly.yaml'],
      'openapi',
    );
    expect(code, output).toBe(0);
  });

  it('the types know the event type and its payload', async () => {
    expect(await read('packages/types/generated/index.d.ts')).toContain('"FUND_NOTIFICATION"');
    expect(await read('packages/types/generated/types.d.ts')).toContain(
      'status: "OPEN" | "CLOSED" | (string & {})',
    );
  });

  it('the validator judges it', async () => {
    const file = join(copy.folder, 'packages/types/generated/validators/index.js');
    const { validate } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    expect(validate('FUND_NOTIFICATION', FUND)).toEqual({ valid: true, payload: FUND, observations: [] });
    expect(validate('FUND_NOTIFICATION', {})).toMatchObject({ valid: false });
  });

  it('the documentation shows it', async () => {
    const { code, output } = await copy.run('node', ['src/build.ts'], 'apps/docs');
    expect(code, output).toBe(0);
    expect(await read('apps/docs/dist/index.html')).toContain('A fund has been opened or closed.');
  });

  it('the receiver answers it', async () => {
    expect(await postToReceiver('/fund-notification', FUND)).toBe(200);
    expect(await postToReceiver('/fund-notification', {})).toBe(400);
  }, 30_000);

  it('type checking fails until its handler is written, and names the file', async () => {
    const before = await copy.run('tsc', ['-p', 'apps/receiver']);
    expect(before.code).not.toBe(0);
    const errors = before.output.split('\n').filter((text) => text.includes('error TS'));
    expect(errors).toEqual([expect.stringContaining(handler)]);

    const draft = await read(handler);
    await writeFile(
      join(copy.folder, handler),
      draft.replace('unwritten(notification);', 'notification.payload.fundId;'),
    );
    const after = await copy.run('tsc', ['-p', 'apps/receiver']);
    expect(after.output).toBe('');
    expect((await copy.run('turbo', ['run', 'generate:check'])).code).toBe(0);
    expect(await read(handler)).toContain('payload.fundId');
  }, 60_000);
});

/** Starts the copy's receiver from its sources, posts one body, and gives the status of the answer. */
async function postToReceiver(path: string, body: unknown): Promise<number> {
  const receiver = spawn('node', ['--conditions=source', 'src/main.ts'], {
    cwd: join(copy.folder, 'apps/receiver'),
    env: {
      ...process.env,
      API_KEYS: 'key',
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const text of createInterface({ input: receiver.stdout })) {
      const { msg, port } = JSON.parse(text);
      if (msg !== 'receiver started') continue;
      const headers = { 'api-key': 'key', 'content-type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return response.status;
    }
    throw new Error('the receiver did not start');
  } finally {
    receiver.kill('SIGTERM');
    if (receiver.exitCode === null) await once(receiver, 'exit');
  }
}
