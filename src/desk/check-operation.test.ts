import { expect, test } from 'vitest';
import { faultsOfOperation } from './check-operation.ts';
import { EVENT_BODIES } from './kinds.ts';
import { anyOperation } from './testing.ts';

const good = anyOperation();

test('a walk-in without a name is an operation', () => {
  expect(faultsOfOperation(good)).toEqual([]);
});

test('each fault says which field and what was expected', () => {
  const { op_id: _, ...without } = good;
  expect(faultsOfOperation(without)).toEqual([{ field: 'op_id', expected: 'present' }]);
  expect(faultsOfOperation({ ...good, status: 'x' })).toEqual([
    { field: 'status', expected: 'left out: it is not known here', unknown: 'status' },
  ]);
  expect(faultsOfOperation({ ...good, purpose: 'legal.advice' })[0]).toMatchObject({
    field: 'purpose',
  });
  expect(faultsOfOperation({ ...good, purpose: 'legal.advice' })[0]?.expected).toContain(
    'one of desk.visit',
  );
  const [first] = good.events;
  const bad = {
    ...good,
    events: [{ ...first, body: { channel: 'walk_in', heads: 0, residence: 'x' } }],
  };
  expect(
    faultsOfOperation(bad)
      .map(({ field }) => field)
      .toSorted(),
  ).toEqual(['events.0.body.heads', 'events.0.body.residence']);
  expect(faultsOfOperation(null)).not.toEqual([]);
});

test('a name may be anything of 120 signs in any script, and no more', () => {
  const named = (text: string) => ({
    ...good,
    names: [{ name_id: good.op_id, subject: good.op_id, text }],
  });
  expect(faultsOfOperation(named('ሰላም 👩‍👧‍👦 ' + 'ก็'.repeat(100)))).toEqual([]);
  expect(faultsOfOperation(named('X'))).toEqual([]);
  expect(faultsOfOperation(named('x'.repeat(121)))).toEqual([
    { field: 'names.0.text', expected: 'at most 120 signs' },
  ]);
});

test('what replaces must say what, and a path that is opened must be in the events', () => {
  const [first] = good.events;
  const lonely = { ...first, kind: 'voided', body: { why: 'undone' } };
  expect(faultsOfOperation({ ...good, events: [lonely] })).toMatchObject([
    { field: 'events.0.supersedes' },
  ]);
  const path = { ...good, pathways: [{ visit_id: good.op_id, compartment: 'child' }] };
  expect(faultsOfOperation(path)).toMatchObject([{ field: 'pathways.0' }]);
});

test('nobody’s record says that she asked about permission to stay: that is legal advice', () => {
  const [first] = good.events;
  for (const code of ['law.stay', 'law.detention', 'work.permit_help']) {
    const need = { ...first, kind: 'need_seen', body: { code, how: 'said' } };
    const opened = {
      ...first,
      kind: 'point_opened',
      body: { agreement_seen: true, spaces: [], services: [code], present: [] },
    };
    expect(faultsOfOperation({ ...good, events: [need] })).toMatchObject([
      { field: 'events.0.body.code' },
    ]);
    expect(faultsOfOperation({ ...good, events: [opened] })).toEqual([]);
  }
});

test('a need that does not exist is named with those that do; a branch is a need', () => {
  const [first] = good.events;
  const faults = (kind: string, body: object) =>
    faultsOfOperation({ ...good, events: [{ ...first, kind, body }] });
  expect(faults('need_seen', { code: 'food', how: 'said' })).toEqual([]);
  expect(faults('need_seen', { code: 'food.banquet', how: 'said' })).toEqual([
    {
      field: 'events.0.body.code',
      expected: 'one of food, food.meal, food.groceries, food.baby, food.voucher',
    },
  ]);
  expect(faults('service_given', { service_code: 'horoscope', topic: 'law' })).toMatchObject([
    {
      field: 'events.0.body.service_code',
      expected: expect.stringContaining('a branch (health, shelter, food'),
    },
  ]);
  const opened = { agreement_seen: true, spaces: [], present: [] };
  expect(
    faults('point_opened', { ...opened, services: ['food.meal', 'constructor'] }),
  ).toMatchObject([{ field: 'events.0.body.services.1' }]);
});

test('no kind of event has a place for free text', () => {
  for (const [kind, { properties }] of Object.entries(EVENT_BODIES))
    for (const [field, schema] of Object.entries(
      properties as Record<string, Record<string, unknown>>,
    )) {
      const part = (schema['items'] ?? schema) as Record<string, unknown>;
      const bound =
        part['type'] === 'boolean' || part['type'] === 'integer' || part['enum'] || part['pattern'];
      expect(bound, `${kind}.${field}`).toBeTruthy();
    }
});
