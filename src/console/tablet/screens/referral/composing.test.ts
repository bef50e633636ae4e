import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeskEvent } from '../../../../desk/operation.ts';
import { visitOf } from '../../../../desk/visit.ts';
import { sameFacts, tellable } from './composing.ts';

const visit_id = randomUUID();
let n = 0;
const event = (kind: DeskEvent['kind'], body: DeskEvent['body']): DeskEvent => ({
  event_id: randomUUID(),
  op_id: randomUUID(),
  kind,
  v: 1,
  point_id: randomUUID(),
  visit_id,
  subject: null,
  actor_id: 'a',
  device_id: 'd',
  hlc: String(++n).padStart(12, '0'),
  at: n,
  supersedes: null,
  body,
  has_note: false,
});

test('a yes holds for the facts that were shown, and for no others that a colleague adds meanwhile', () => {
  const events = [
    event('visit_opened', { channel: 'walk_in', heads: 1 }),
    event('language_asked', { tags: ['ti'], modes: ['hears'], asked_how: 'sound' }),
  ];
  const packet = () => tellable(visitOf(visit_id, events), 'health.doctor', undefined, undefined);
  const agreed = packet();
  expect(sameFacts(agreed, packet())).toBe(true);
  const { needs, ...rest } = agreed;
  expect(sameFacts(agreed, { ...rest, needs: [...needs] })).toBe(true);
  events.push(event('queue_joined', { level: 'now', due_at: '2026-11-22T10:00:00Z' }));
  expect(sameFacts(agreed, packet())).toBe(false);
  events.pop();
  events.push(event('preference_set', { same_sex: 'woman' }));
  expect(sameFacts(agreed, packet())).toBe(false);
});
