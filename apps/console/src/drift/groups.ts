import type { Schemas } from '../api/client.ts';

type Observation = Schemas['Observation'];

/** What was observed at one place of the payloads of an event type. */
export interface PlaceGroup {
  readonly pointer: string;
  readonly kind: Observation['kind'];
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** One for each value; one for a property. The most frequent first. */
  readonly observations: readonly Observation[];
}

/** What was observed of one event type, by place. */
export interface EventTypeGroup {
  readonly eventType: string;
  readonly places: readonly PlaceGroup[];
}

/** Groups observations by event type and by place. What was seen last comes first. */
export function groupObservations(observations: readonly Observation[]): EventTypeGroup[] {
  const byType = Map.groupBy(observations, ({ eventType }) => eventType);
  const groups = [...byType].map(([eventType, ofType]) => {
    const byPlace = Map.groupBy(ofType, ({ pointer, kind }) => `${kind} ${pointer}`);
    const places = [...byPlace.values()].flatMap((each) => placeOf(each) ?? []);
    return { eventType, places: places.toSorted((a, b) => compare(b.lastSeen, a.lastSeen)) };
  });
  return groups.toSorted((a, b) => compare(b.places[0]?.lastSeen ?? '', a.places[0]?.lastSeen ?? ''));
}

function placeOf(observations: readonly Observation[]): PlaceGroup | undefined {
  const [first] = observations;
  if (!first) return undefined;
  const { pointer, kind } = first;
  const [firstSeen = first.firstSeen] = observations.map((each) => each.firstSeen).sort(compare);
  const lastSeen =
    observations
      .map((each) => each.lastSeen)
      .sort(compare)
      .at(-1) ?? first.lastSeen;
  const count = observations.reduce((sum, each) => sum + each.count, 0);
  const sorted = observations.toSorted((a, b) => b.count - a.count);
  return { pointer, kind, count, firstSeen, lastSeen, observations: sorted };
}

// Times of the admin API sort as texts.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
