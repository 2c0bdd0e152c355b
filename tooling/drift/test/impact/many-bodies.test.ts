import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import type { Impact } from '../../src/impact/impact.ts';
import { writeContract } from './contracts.ts';
import { bodyWith, CHANGED, nameOf, OFFENCES, PRESENT, RELEASED, REMOVED } from './offenders.ts';
import { type SeededNotification, seedInbox, temporaryFolder } from './seeded-inbox.ts';

// The program as a process, on an inbox with 37 offenders of 9 kinds among many others. IMPACT_BODIES=100000 is the long form.

const BODIES = Number(process.env['IMPACT_BODIES'] ?? 2_000);

/** How many offenders of each kind; of the last kind is the event type that was removed. */
const PLANTED = [1, 2, 3, 4, 5, 6, 7, 8, 1];

const MAX_MEBIBYTES = 512;

const { folder, remove } = await temporaryFolder();
afterAll(remove);

function* notifications(): Generator<SeededNotification> {
  const planted = PLANTED.flatMap((copies, kind) => Array.from({ length: copies }, () => kind));
  for (let n = 0; n < BODIES; n += 1) {
    // Spread over the whole inbox.
    const at = Math.floor((n * planted.length) / BODIES);
    const isOffender = n === Math.ceil((at * BODIES) / planted.length);
    const kind = planted[at] ?? 0;
    const isRemoved = isOffender && kind === PLANTED.length - 1;
    const offence = isOffender && !isRemoved ? { [nameOf(kind)]: OFFENCES[kind]?.offending } : {};
    yield {
      id: isOffender ? `offender-${kind}-${n}` : `innocent-${n}`,
      eventType: isRemoved ? REMOVED : CHANGED,
      body: bodyWith(offence, String(n)),
    };
  }
}

it(`finds exactly 37 offenders of 9 kinds among ${BODIES} bodies, with at most ${MAX_MEBIBYTES} MiB`, async () => {
  await writeContract(join(folder, 'openapi'), RELEASED, PRESENT);
  const bytes = await seedInbox(join(folder, 'inbox.db'), notifications());
  const { code, out, maxMebibytes, seconds, cpuSeconds } = await runProgram([
    '--no-handlers',
    '--json',
    '--inbox',
    'file:inbox.db',
  ]);
  const { rejected, read, ...rest }: Impact = JSON.parse(out);
  expect({ code, read: read.notifications, bodies: rejected.bodies }).toEqual({
    code: 1,
    read: BODIES,
    bodies: 37,
  });
  const found = rejected.groups.map(({ ids, ...group }) => group);
  expect(found.toSorted(byPointer)).toEqual(expectedGroups().toSorted(byPointer));
  expect(rejected.groups.flatMap(({ ids = [] }) => ids).every((id) => id.startsWith('offender-'))).toBe(true);
  expect(rest).toMatchObject({ alreadyRejected: { bodies: 0 }, notValidated: [] });
  console.info(
    `${BODIES} bodies with ${(bytes / 2 ** 20).toFixed(1)} MiB: ${seconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s), ${maxMebibytes.toFixed(0)} MiB at most`,
  );
  expect(maxMebibytes).toBeLessThan(MAX_MEBIBYTES);
}, 3_600_000);

function expectedGroups() {
  return PLANTED.flatMap((count, kind) =>
    kind === PLANTED.length - 1
      ? [{ eventType: REMOVED, pointer: '', rule: 'event-type', count }]
      : (OFFENCES[kind]?.rules ?? []).map((rule) => ({
          eventType: CHANGED,
          pointer: `/${nameOf(kind)}${OFFENCES[kind]?.below ?? ''}`,
          rule,
          count,
        })),
  );
}

function byPointer(a: { readonly pointer: string }, b: { readonly pointer: string }): number {
  return a.pointer < b.pointer ? -1 : 1;
}

/** Runs the program, and measures its time and the most memory that it had. */
async function runProgram(args: readonly string[]) {
  const report =
    'data:text/javascript,process.on("exit",()=>console.error(JSON.stringify(process.resourceUsage())))';
  const main = fileURLToPath(new URL('../../src/impact/main.ts', import.meta.url));
  const start = performance.now();
  const child = spawn(process.execPath, ['--conditions=source', '--import', report, main, ...args], {
    cwd: folder,
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const seconds = (performance.now() - start) / 1_000;
  if (!/^\{.*\}\n$/.test(err)) throw new Error(err);
  // Kibibytes and microseconds.
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(err);
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  return { code: Number(code), out, seconds, cpuSeconds, maxMebibytes: maxRSS / 1_024 };
}
