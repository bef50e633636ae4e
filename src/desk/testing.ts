/** For tests of the desk: events made in one line, and whole days of them at random. */
import fc from 'fast-check';
import type { EventBody, EventKind } from './kinds.ts';
import type { DeskEvent, Operation } from './operation.ts';
import { clockText } from './clock.ts';

export const POINT = '00000000-0000-4000-8000-0000000000aa';
export const uuidOf = (n: number, kind = 7): string =>
  `00000000-0000-${kind}000-8000-${n.toString(16).padStart(12, '0')}`;

/** An event at `at` (ms since 1970); its number is `n`. */
export function happened<K extends EventKind>(
  n: number,
  kind: K,
  body: EventBody<K>,
  { at = n * 60_000, visit = 1, ...rest }: Partial<DeskEvent> & { visit?: number } = {},
): DeskEvent {
  return {
    event_id: uuidOf(n),
    op_id: uuidOf(n),
    kind,
    v: 1,
    point_id: POINT,
    visit_id: uuidOf(visit, 4),
    subject: null,
    actor_id: uuidOf(900, 4),
    device_id: uuidOf(800, 4),
    hlc: clockText({ ms: at, count: 0, device: '00000001' }),
    at,
    supersedes: null,
    body: body as Record<string, unknown>,
    has_note: false,
    ...rest,
  };
}

/** Any day at one point: up to `most` events of up to six visits, some replaced by others. */
export const anyDay = (most = 30): fc.Arbitrary<DeskEvent[]> =>
  fc
    .array(
      fc.record({
        what: fc.constantFrom(
          ['visit_opened', { channel: 'walk_in', heads: 2 }],
          ['language_asked', { tags: ['ti'], modes: ['hears'], asked_how: 'picture' }],
          ['need_seen', { code: 'food.meal', how: 'said' }],
          ['need_met', { code: 'food.meal', outcome: 'received' }],
          ['queue_joined', { level: 'soon', due_at: '2026-05-01T10:00:00Z' }],
          ['queue_moved', { level: 'now', due_at: '2026-05-01T09:00:00Z', reason: 'got_worse' }],
          ['called', {}],
          ['paused', {}],
          ['service_given', { service_code: 'food.meal', item_code: 'meal', quantity: 3 }],
          ['pathway_opened', { level: 'now' }],
          ['visit_closed', { outcome: 'done' }],
          ['voided', { why: 'undone' }],
        ),
        visit: fc.integer({ min: 1, max: 6 }),
        at: fc.integer({ min: 0, max: 86_400_000 }),
        device: fc.constantFrom('00000001', '00000002', '00000003'),
        subject: fc.option(fc.integer({ min: 1, max: 4 })),
        strikes: fc.option(fc.nat(most), { freq: 6 }),
      }),
      { maxLength: most },
    )
    .map((all) =>
      all.map(({ what: [kind, body], visit, at, device, subject, strikes }, n) =>
        happened(n + 1, kind as 'called', body as never, {
          visit,
          at,
          hlc: clockText({ ms: at, count: n, device }),
          subject: subject === null ? null : uuidOf(subject, 4),
          supersedes: strikes === null || strikes >= n ? null : uuidOf(strikes + 1),
        }),
      ),
    );

/** A walk-in with a need, as a device would send it; `n` makes its numbers. */
export function anyOperation(n = 1, more: Partial<Operation> = {}): Operation {
  const base = n * 100;
  const visit = uuidOf(base + 1, 4);
  const at = '2026-11-22T08:00:00.000Z';
  const event = (i: number, kind: EventKind, body: Record<string, unknown>) => ({
    event_id: uuidOf(base + 10 + i),
    kind,
    v: 1 as const,
    visit_id: visit,
    at,
    body,
  });
  return {
    op_id: uuidOf(base),
    v: 1,
    device_id: uuidOf(800, 4),
    device_seq: n,
    hlc: clockText({ ms: Date.parse(at) + n, count: 0, device: '00000001' }),
    made_at: at,
    point_id: POINT,
    purpose: 'desk.visit',
    events: [
      event(0, 'visit_opened', {
        channel: 'walk_in',
        heads: 1,
        ticket_picture: 'tree',
        ticket_number: n,
      }),
      event(1, 'language_asked', { tags: ['ti'], modes: ['hears'], asked_how: 'picture' }),
      event(2, 'need_seen', { code: 'food.meal', how: 'said' }),
      event(3, 'queue_joined', { level: 'today', due_at: '2026-11-22T09:00:00Z' }),
    ],
    ...more,
  };
}
