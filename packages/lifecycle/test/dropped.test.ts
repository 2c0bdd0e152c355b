import {
  injectFaults,
  readScenario,
  renderScenario,
  scenarioNames,
  seededRandom,
} from '@partner-webhooks/simulator';
import { type RegistryEntry, registry } from '@partner-webhooks/types';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { describe, expect, it } from 'vitest';
import { openGapFinder, type SeenStatus } from '../src/index.ts';

// Stories of the simulator of which a fifth of the notifications is dropped: what is found is compared with what was dropped.

const SEED = Number(process.env['GAP_SEED'] ?? 1);
const STORIES = Number(process.env['GAP_STORIES'] ?? 1_000);
const DAY_MS = 86_400_000;

/** Whether a subject of a scenario existed before its story begins: of that, nothing can be said. */
const hasBeginning = (statuses: readonly string[], eventType: string) =>
  statuses[0] !== undefined &&
  lifecycles[eventType as keyof typeof lifecycles]?.initial[statuses[0]] !== undefined;

interface Story {
  readonly eventType: string;
  readonly subject: string;
  readonly all: SeenStatus[];
  readonly arrived: Set<SeenStatus>;
}

/** Plays all scenarios in turn, and drops a share of each. @returns the subjects whose beginning they tell. */
async function stories(): Promise<Story[]> {
  const names = await scenarioNames();
  const scenarios = await Promise.all(names.map(readScenario));
  const random = seededRandom(SEED);
  const bySubject = new Map<string, Story>();
  for (let n = 0; n < STORIES; n += 1) {
    const scenario = scenarios[n % scenarios.length];
    if (!scenario) continue;
    const { notifications } = renderScenario(scenario, {
      random: seededRandom(SEED * 100_000 + n),
      beginning: new Date('2026-01-05T09:00:00Z'),
    });
    const arrived = new Set(injectFaults(notifications, { drop: 0.2 }, random));
    for (const [index, notification] of notifications.entries()) {
      const { eventType, payload } = notification;
      const { subject: property }: RegistryEntry = registry[eventType];
      const { status } = payload;
      if (!lifecycles[eventType] || typeof status !== 'string' || !property) continue;
      const subject = String(payload[property]);
      const key = `${eventType} ${subject}`;
      const story = bySubject.get(key) ?? { eventType, subject, all: [], arrived: new Set() };
      bySubject.set(key, story);
      const seen = { eventType, subject, status, receivedAt: new Date(Date.UTC(2026, 0, 5, 9, index)) };
      story.all.push(seen);
      if (arrived.has(notification)) story.arrived.add(seen);
    }
  }
  return [...bySubject.values()].filter(({ all, eventType }) =>
    hasBeginning(
      all.map(({ status }) => status),
      eventType,
    ),
  );
}

/**
 * What was dropped of a subject and shows by its lifecycle: before the first that arrived, between two, or after the last. As text:
 * `RECEIVED>` is missing before the first, `>` after the last.
 */
function revealed({ eventType, all, arrived }: Story): string[] {
  const lifecycle = lifecycles[eventType as keyof typeof lifecycles];
  if (!lifecycle || arrived.size === 0) return [];
  const found: string[] = [];
  let dropped = 0;
  let before: string | undefined;
  for (const each of all) {
    if (!arrived.has(each)) {
      dropped += 1;
      continue;
    }
    const { status } = each;
    const next = before === undefined ? undefined : lifecycle.transitions[before];
    const isFollower = Object.values(lifecycle.transitions).some((ways) => ways?.[status] !== undefined);
    const mayFollow =
      before === undefined
        ? lifecycle.initial[status] !== undefined || !isFollower
        : status === before ||
          next?.[status] !== undefined ||
          (!next && lifecycle.final[before] === undefined);
    if (dropped > 0 && !mayFollow) found.push(`${before ?? ''}>${status}`);
    dropped = 0;
    before = status;
  }
  const mayEnd = before !== undefined && lifecycle.transitions[before] === undefined;
  if (dropped > 0 && !mayEnd) found.push(`${before}>`);
  return found;
}

describe(`${STORIES} stories without a fifth of their notifications (GAP_SEED=${SEED})`, () => {
  it('show each drop that the lifecycles can reveal, and nothing else', async () => {
    const subjects = await stories();
    const finder = openGapFinder({ lifecycles, waitingMs: DAY_MS, now: new Date('2026-02-01T00:00:00Z') });
    for (const { arrived } of subjects) for (const each of arrived) finder.add(each);
    const reported = finder.gaps().map((gap) => {
      const { kind, eventType, subject } = gap;
      const steps = {
        waiting: () => `${'status' in gap ? gap.status : ''}>`,
        'no-beginning': () => `>${'status' in gap ? gap.status : ''}`,
        skipped: () => ('from' in gap ? `${gap.from}>${gap.to}` : ''),
        'new-transition': () => ('from' in gap ? `${gap.from}>${gap.to}` : ''),
      };
      return `${eventType} ${subject} ${steps[kind]()}`;
    });
    // A story may end in a status that is not final, with nothing dropped: then it waits, which is true.
    const open = subjects.flatMap(({ eventType, subject, all, arrived }) => {
      const last = all.at(-1);
      const lifecycle = lifecycles[eventType as keyof typeof lifecycles];
      return last && arrived.has(last) && lifecycle?.transitions[last.status] !== undefined
        ? [`${eventType} ${subject} ${last.status}>`]
        : [];
    });
    const dropped = subjects.flatMap((story) =>
      revealed(story).map((step) => `${story.eventType} ${story.subject} ${step}`),
    );
    const expected = new Set([...dropped, ...open]);
    const right = reported.filter((each) => expected.has(each)).length;
    console.log(
      `${subjects.length} subjects, ${dropped.length} drops that show: precision ${right / reported.length}, recall ${right / expected.size}`,
    );
    expect(dropped.length).toBeGreaterThan(STORIES / 10);
    expect([...reported].sort()).toEqual([...expected].sort());
  });
});
