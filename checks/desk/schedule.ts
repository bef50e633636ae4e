/** What may happen to a point's tablets in a week (design chapter 30, section 5.8): steps at random, in any order. */
import fc from 'fast-check';

export type LineState = 'up' | 'down' | 'half' | 'late';
/** `device` and `worker` are places, taken modulo how many there are. */
export type Step =
  | { do: 'act'; device: number; what: Act; pick: number; tag: number }
  | { do: 'sync' | 'lock' | 'signOut' | 'undo' | 'update' | 'both'; device: number; pick: number }
  | { do: 'signIn'; device: number; worker: number }
  | { do: 'line'; device: number; state: LineState }
  | { do: 'clock'; device: number; by: number }
  | { do: 'wait'; ms: number }
  | { do: 'crash'; device: number; when: 'before' | 'after'; write: number }
  | { do: 'repeat'; pick: number }
  | { do: 'erase'; pick: number }
  | { do: 'revoke'; device: number }
  | { do: 'lapse'; worker: number }
  | { do: 'usb'; device: number; to: number }
  | { do: 'mend'; device: number; how: 'fix' | 'sendAgain' | 'giveToManager' };
export type Act = 'visit' | 'person' | 'language' | 'wish' | 'need' | 'call' | 'close' | 'refused';
export type Schedule = { devices: number; workers: number; steps: Step[] };

const HOUR = 3_600_000;
const device = fc.nat(7);
const pick = fc.nat(1000);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      device,
      what: fc.constantFrom<Act>(
        'visit',
        'visit',
        'person',
        'language',
        'language',
        'wish',
        'need',
        'call',
        'close',
        'refused',
      ),
      pick,
      tag: fc.nat(3),
    }),
  },
  {
    weight: 22,
    arbitrary: fc.record({
      do: fc.constantFrom('sync' as const, 'sync' as const, 'sync' as const, 'both' as const),
      device,
      pick,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('line' as const),
      device,
      state: fc.constantFrom<LineState>('up', 'up', 'down', 'half', 'late'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      device,
      when: fc.constantFrom('before' as const, 'after' as const),
      write: fc.nat(6),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('signIn' as const), device, worker: fc.nat(4) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('lock' as const, 'signOut' as const, 'undo' as const, 'update' as const),
      device,
      pick,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 1000, max: HOUR }), fc.integer({ min: HOUR, max: 20 * HOUR })),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      device,
      by: fc.oneof(
        fc.integer({ min: -300_000, max: 300_000 }),
        fc.integer({ min: -40 * 24 * HOUR, max: 24 * HOUR }),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('repeat' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('mend' as const),
      device,
      how: fc.constantFrom('fix' as const, 'sendAgain' as const, 'giveToManager' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lapse' as const), worker: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('usb' as const), device, to: device }) },
);

export const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  devices: fc.integer({ min: 2, max: 8 }),
  workers: fc.integer({ min: 1, max: 5 }),
  steps: fc.array(step, { minLength: 20, maxLength: 90 }),
});

/** The longest that a schedule lasts, ms. */
export const WEEK = 7 * 24 * HOUR;
