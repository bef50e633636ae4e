/** Rows of what devices bring. */
import { at, type Fillings, hashOf, nobody, numberOf, soon, wordOf } from './made.ts';
export const SYNC: Fillings = {
  'sync.op': (id) => ({
    op_id: id,
    worker_id: nobody(1),
    device_id: id,
    device_seq: 1,
    content_hash: hashOf(id),
    result: 'recorded',
    received_at: at,
  }),
  'sync.held': (id) => ({
    op_id: id,
    worker_id: nobody(1),
    device_id: id,
    reason: 'asked_for',
    sealed: '\\x01',
    held_at: at,
  }),
  'sync.device_report': (id) => ({
    device_id: id,
    worker_id: nobody(1),
    waiting: 0,
    highest_seq: 0,
    clock_offset_ms: 0,
    reported_at: at,
  }),
  'sync.session_key': (id) => ({
    key_id: id,
    worker_id: nobody(1),
    device_id: id,
    public_key: `\\x04${wordOf(id).repeat(4)}`,
    purposes: ['desk.visit'],
    points: [],
    from_at: at,
    until_at: soon,
  }),
  'sync.carrying': (id) => ({
    carrying_id: id,
    point_id: id,
    device_id: id,
    allowed_by: nobody(1),
    from_at: at,
    until_at: soon,
  }),
  'sync.device_manifest': (id) => ({ carrying_id: id, subject: id, point_id: id, given_at: at }),
  'sync.ticket_slot': (id) => ({ device_id: id, slot: numberOf(id), used_on: '2026-01-01' }),
};
