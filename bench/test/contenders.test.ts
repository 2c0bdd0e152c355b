import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES } from '../src/cases.ts';
import { type Contender, HEADERS, type Running, start } from '../src/contender.ts';
import { FLOOR, queueOn, STORE, VALIDATE } from '../src/contenders.ts';
import { startPostgres } from '../src/postgres.ts';

const postgres = await startPostgres();
afterAll(() => {
  if (typeof postgres !== 'string') postgres.stop();
});

describe('every contender does the work that is measured:', () => {
  describe.each([...VALIDATE.filter((each) => each !== FLOOR), ...STORE])('$name', meetsTheContract);

  if (typeof postgres === 'string') it.skip(`a queue on PostgreSQL (${postgres})`);
  else describe('a queue on PostgreSQL', () => meetsTheContract(queueOn(postgres)));
});

describe('the floor', () => {
  it('validates nothing', async () => {
    const running = await start(FLOOR);
    const statuses = await Promise.all(CASES.map((each) => post(running, each)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await running.stop();
  });
});

function meetsTheContract(contender: Contender): void {
  let running: Running;
  beforeAll(async () => {
    running = await start(contender);
  });
  afterAll(() => running.stop());

  it("responds 200 to each of the contract's examples", async () => {
    for (const each of CASES.filter(({ valid }) => valid)) {
      expect(await post(running, each), JSON.stringify(each.body)).toBe(200);
    }
  });

  it('responds 400 to each of them without a required property', async () => {
    for (const each of CASES.filter(({ valid }) => !valid)) {
      expect(await post(running, each), JSON.stringify(each.body)).toBe(400);
    }
  });

  it('responds 401 to a request with another key', async () => {
    const [each] = CASES;
    expect(await post(running, each, { ...HEADERS, 'api-key': 'another' })).toBe(401);
  });
}

async function post(
  { port }: Running,
  { path, body }: Pick<(typeof CASES)[number], 'path' | 'body'> = { path: '', body: {} },
  headers: Record<string, string> = HEADERS,
): Promise<number> {
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(`http://127.0.0.1:${port}${path}`, request)).status;
}
