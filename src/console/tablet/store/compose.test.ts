import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Operation } from '../../../desk/operation.ts';
import { compose, partsOf } from './compose.ts';

const stamps = (op_id: string) => ({
  op_id,
  device_id: randomUUID(),
  device_seq: 1,
  clock: { ms: 1, count: 0, device: '00000000' },
  wall: Date.parse('2026-11-22T10:00:00Z'),
  nextId: () => randomUUID(),
});

test('an act that is made once more says all that it said: also that a protected path takes the visit over', () => {
  const [subject, visit_id] = [randomUUID(), randomUUID()];
  const first = compose(
    {
      point_id: randomUUID(),
      purpose: 'desk.screen',
      people: [{ subject }],
      handles: [{ subject, kind: 'slip' }],
      names: [{ subject, text: 'Sami' }],
      contacts: [{ subject, channel: 'sms', address: '+1 202 555 0100', may_say: 'neutral' }],
      files: [{ compartment: 'child', visit_id, generation: 1, sealed: 'bm9pc2U' }],
      pathways: [{ visit_id, compartment: 'child' }],
      events: [
        { kind: 'visit_opened', visit_id, subject, body: { channel: 'walk_in', heads: 1 } },
        { kind: 'pathway_opened', visit_id, body: { level: 'now' }, note: 'alone' },
      ],
    },
    stamps(randomUUID()),
  );
  const again = compose(partsOf(first), stamps(first.op_id));
  const said = ({ device_id: _, events, ...rest }: Operation) => ({
    ...rest,
    events: events.map(({ event_id: __, ...event }) => event),
  });
  expect(said(again)).toEqual(said(first));
});
