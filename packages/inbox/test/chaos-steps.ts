import fc from 'fast-check';
import { HOSTILE } from './hostile.ts';

// The steps of the schedules of chaos.test.ts.

export const DAY_MS = 86_400_000;

/** What happens to a notification. */
export interface Plan {
  /** 0: no subject. */
  readonly subject: number;
  /** Duration of an attempt in milliseconds. */
  readonly takes: number;
  readonly end: 'succeeds' | 'throws once' | 'throws always' | 'uncaught once' | 'uncaught always';
  readonly thrown: () => unknown;
}

/** What happens next. */
export type Step =
  | { readonly do: 'receive'; readonly plan: Plan }
  | {
      readonly do:
        | 'wait'
        | 'crash'
        | 'end'
        | 'fill the disk'
        | 'make room'
        | 'remove a type'
        | 'bring it back';
    }
  | { readonly do: 'resend' | 'damage'; readonly which: number }
  | { readonly do: 'set the clock'; readonly by: number };

const plan: fc.Arbitrary<Plan> = fc.record({
  subject: fc.integer({ min: 0, max: 3 }),
  takes: fc.integer({ min: 0, max: 3_000 }),
  end: fc.constantFrom('succeeds', 'throws once', 'throws always', 'uncaught once', 'uncaught always'),
  thrown: fc.oneof(
    fc.anything().map((value) => () => value),
    fc.constantFrom(...HOSTILE).map(([, hostile]) => hostile),
  ),
});

const always = (what: Exclude<Step['do'], 'receive' | 'set the clock' | 'resend' | 'damage'>) =>
  fc.constant({ do: what });
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: plan.map((each) => ({ do: 'receive' as const, plan: each })) },
  { weight: 6, arbitrary: always('wait') },
  { weight: 1, arbitrary: always('crash') },
  { weight: 1, arbitrary: always('end') },
  { weight: 1, arbitrary: always('fill the disk') },
  { weight: 2, arbitrary: always('make room') },
  { weight: 1, arbitrary: always('remove a type') },
  { weight: 2, arbitrary: always('bring it back') },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('resend'), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('damage'), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('set the clock'), by: fc.integer({ min: -DAY_MS, max: DAY_MS }) }),
  },
);
