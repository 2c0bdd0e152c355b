import { start } from './contender.ts';
import { load } from './load.ts';

const all = [
  ['node-http.ts'],
  ['express-by-hand.ts'],
  ['receiver.ts'],
  ['openapi-backend.ts'],
  ['express-openapi-validator.ts'],
  ['fastify.ts'],
  ['hono.ts'],
  ['receiver.ts', '--durable'],
  ['express-insert.ts'],
];
for (const program of all.filter((p) => !process.argv[2] || p.join(' ').includes(process.argv[2]))) {
  const c = await start({ name: program.join(' '), program: program as never });
  await load(c.port, { connections: 64, seconds: 2 });
  const before = (await c.usage()).cpu;
  const m = await load(c.port, { connections: 64, seconds: 3 });
  console.log(program.join(' '), Math.round(c.startedIn), m, ((await c.usage()).rss / 1e6) | 0);
  await c.stop();
}
