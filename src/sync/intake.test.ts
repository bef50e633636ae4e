import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { addOrganisation, insert } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { deskHouse, type DeskHouse, owner, POINT, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let yonas: Worker;
let sara: Worker;
let tablet: Tablet;
let other: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  yonas = await desk.worker('desk');
  sara = await desk.worker('desk');
  tablet = await desk.tablet(yonas);
  other = await desk.tablet(sara);
});
afterAll(() => desk.close());

const count = async (op: Operation): Promise<number> => {
  const rows = await owner(desk, 'select 1 from casework.event where op_id = $1', [op.op_id]);
  return rows.length;
};

test('a tablet starts: its points, the rules, a key to seal to, how long it may work alone', () => {
  expect(tablet.start).toMatchObject({
    points: [
      {
        point_id: POINT,
        name: 'Harbour hub',
        spaces: ['minors', 'mother_baby'],
        agreement: { kind: 'none' },
      },
    ],
    device: { device_id: tablet.device },
    rules: { version: 1 },
    permits: { purposes: ['desk.visit', 'desk.screen'], points: [] },
  });
  expect(tablet.start.intake_key.recipient).toMatch(/^age1/);
});

test('each tablet of a point has a place of its own, the same the next day', async () => {
  const again = await desk.tablet(yonas, tablet.device);
  const slots = [tablet, other].map(({ start }) => start.rules['ticket_slot']);
  expect(new Set(slots).size).toBe(2);
  expect(again.start.rules['ticket_slot']).toBe(slots[0]);
  const many = await Promise.all(Array.from({ length: 6 }, () => desk.tablet(sara)));
  expect(new Set([...slots, ...many.map(({ start }) => start.rules['ticket_slot'])]).size).toBe(8);
});

test('sealed work is stored whole; sent again it is the same; another content under its number is refused', async () => {
  const op = walkIn(tablet);
  const sealed = await tablet.seal(op);
  expect((await tablet.send([{ sealed }, { sealed }])).verdicts).toEqual([
    { op_id: op.op_id, result: 'recorded' },
    { op_id: op.op_id, result: 'recorded' },
  ]);
  expect((await tablet.send([{ op }])).verdicts).toEqual([{ op_id: op.op_id, result: 'recorded' }]);
  expect(await count(op)).toBe(4);
  const changed = { ...op, made_at: new Date(0).toISOString() };
  expect((await tablet.send([{ op: changed }])).verdicts).toMatchObject([
    { op_id: op.op_id, result: 'refused', problem: 'op_reused' },
  ]);
  expect(await count(op)).toBe(4);
});

test('worker, organisation and time come from the sign-in and the server, never from the body', async () => {
  const op = walkIn(tablet);
  await tablet.send([{ sealed: await tablet.seal(op) }]);
  const rows = await owner(
    desk,
    'select actor_id, org_id, device_id from casework.event where op_id = $1',
    [op.op_id],
  );
  expect(rows).toHaveLength(4);
  for (const row of rows)
    expect(row).toEqual({
      actor_id: yonas.actor,
      org_id: desk.house.org,
      device_id: tablet.device,
    });
});

test('a bad one says what is wrong and never holds up its neighbours', async () => {
  const [good, bad, forbidden] = [walkIn(tablet), walkIn(tablet), walkIn(tablet)];
  const [opened] = bad.events;
  const wrong = { ...bad, events: [{ ...opened, body: { channel: 'walk_in', heads: 0 } }] };
  const asks = {
    ...forbidden,
    events: [
      { ...forbidden.events[0], body: { channel: 'walk_in', heads: 1, residence_permit: 'x' } },
    ],
  };
  const { verdicts } = await tablet.send([
    { op: wrong },
    { op: asks },
    { op: good },
    { op: 7 },
    { sealed: 'AAAA' },
  ]);
  expect(verdicts).toMatchObject([
    {
      op_id: bad.op_id,
      result: 'refused',
      problem: 'bad_input',
      detail: expect.stringContaining('events.0.body.heads'),
    },
    {
      op_id: forbidden.op_id,
      result: 'refused',
      problem: 'forbidden_attribute',
      detail: expect.stringContaining('residence_permit'),
    },
    { op_id: good.op_id, result: 'recorded' },
    { op_id: '', result: 'refused', problem: 'bad_input' },
    { result: 'refused', problem: 'not_readable' },
  ]);
  expect([await count(good), await count(bad), await count(forbidden)]).toEqual([4, 0, 0]);
});

test('a point that is not of this house and a need that does not exist are refused by name, and nothing is kept', async () => {
  const [here, nowhere, abroad, wrong] = [1, 2, 3, 4].map(() => walkIn(tablet)) as [
    Operation,
    Operation,
    Operation,
    Operation,
  ];
  const other_org = await addOrganisation(desk.house.database, { name: 'Another house' });
  const point_id = randomUUID();
  const names = { org_id: other_org, source_lang: 'en', id: point_id, name: 'Their hub' };
  await insert(desk.house.database, 'directory.location', names);
  await insert(desk.house.database, 'directory.point', {
    location_id: point_id,
    org_id: other_org,
    kind: 'hub',
  });
  const needs = wrong.events.map((event) =>
    event.kind === 'need_seen'
      ? { ...event, body: { ...event.body, code: 'food.banquet' } }
      : event,
  );
  const lost = { ...nowhere, point_id: randomUUID() };
  const theirs = { ...abroad, point_id };
  const sealed = await Promise.all([lost, theirs, here].map((op) => tablet.seal(op)));
  const { verdicts } = await tablet.send([
    ...sealed.map((one) => ({ sealed: one })),
    { op: { ...wrong, events: needs } },
  ]);
  const refused = { result: 'refused', problem: 'bad_input' };
  expect(verdicts).toEqual([
    {
      ...refused,
      op_id: lost.op_id,
      detail: 'point_id must be one of the points of this organisation.',
    },
    {
      ...refused,
      op_id: theirs.op_id,
      detail: 'point_id must be one of the points of this organisation.',
    },
    { op_id: here.op_id, result: 'recorded' },
    {
      ...refused,
      op_id: wrong.op_id,
      detail:
        'events.2.body.code must be one of food, food.meal, food.groceries, food.baby, food.voucher.',
    },
  ]);
  expect(await Promise.all([lost, theirs, wrong].map(count))).toEqual([0, 0, 0]);
  // A point that goes away later changes no answer that was given.
  await owner(desk, 'update directory.point set org_id = $1 where location_id = $2', [
    desk.house.org,
    point_id,
  ]);
  expect((await tablet.send([{ sealed: sealed[1] }])).verdicts).toMatchObject([
    { result: 'recorded' },
  ]);
  await owner(desk, 'update directory.point set org_id = $1 where location_id = $2', [
    other_org,
    point_id,
  ]);
  expect((await tablet.send([{ sealed: sealed[1] }])).verdicts).toMatchObject([
    { result: 'recorded' },
  ]);
});

test('a name and a note are sealed before they are stored, and open for the desk alone', async () => {
  const subject = randomUUID();
  const op = walkIn(tablet);
  const note = {
    ...op.events[0],
    event_id: v7(),
    kind: 'note_written' as const,
    body: {},
    subject,
    note: 'shoes torn',
  };
  const named = {
    ...op.events[0],
    event_id: v7(),
    kind: 'person_named' as const,
    body: {},
    subject,
  };
  const full = {
    ...op,
    people: [{ subject, age_band: '18-59' as const }],
    names: [{ name_id: randomUUID(), subject, text: 'ኣማል', lang: 'ti' }],
    events: [...op.events, named, note],
  } as Operation;
  expect((await tablet.send([{ op: full }])).verdicts).toMatchObject([{ result: 'recorded' }]);
  const kept = await owner(
    desk,
    `select n.sealed, e.sealed as note from ident.name n, casework.event e where n.subject = $1 and e.event_id = $2`,
    [subject, note.event_id],
  );
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain('ኣማል');
  expect(Buffer.from(kept[0]?.['note'] as Buffer).includes('shoes')).toBe(false);
  const ask = async (path: string, payload: object, headers = tablet.headers) =>
    (await desk.app.inject({ method: 'POST', url: path, headers, payload })).json();
  expect(await ask('/api/desk/names', { subjects: [subject] })).toEqual({
    names: [{ subject, text: 'ኣማል', lang: 'ti' }],
  });
  expect(await ask('/api/desk/notes', { events: [note.event_id] })).toEqual({
    notes: [{ event_id: note.event_id, text: 'shoes torn' }],
  });
  const touched = await owner(
    desk,
    `select route from audit.stage where $1 = any (subjects) and act = 'read'`,
    [subject],
  );
  expect(touched.map(({ route }) => route).toSorted()).toEqual([
    'POST /api/desk/names',
    'POST /api/desk/notes',
  ]);
});

test('a colleague carries sealed work without signing for it: its author stands, not the carrier', async () => {
  const op = walkIn(tablet);
  const sealed = await tablet.seal(op);
  expect((await other.send([{ sealed }])).verdicts).toEqual([
    { op_id: op.op_id, result: 'recorded' },
  ]);
  const [row] = await owner(
    desk,
    'select actor_id, device_id from casework.event where op_id = $1 limit 1',
    [op.op_id],
  );
  expect(row).toEqual({ actor_id: yonas.actor, device_id: tablet.device });
  const forged = { ...walkIn(tablet), session_sig: `${tablet.key.publicKey}.${'A'.repeat(86)}` };
  const writer = new (await import('age-encryption')).Encrypter();
  writer.addRecipient(tablet.start.intake_key.recipient);
  const bytes = await writer.encrypt(JSON.stringify(forged));
  expect(
    (await other.send([{ sealed: Buffer.from(bytes).toString('base64url') }])).verdicts,
  ).toMatchObject([{ op_id: forged.op_id, result: 'refused', problem: 'not_allowed' }]);
  expect(await count(forged)).toBe(0);
});

test('what one desk brings in, another has at its next question; nothing twice, and quiet costs nothing', async () => {
  const before = await other.changes();
  const op = walkIn(tablet);
  await tablet.send([{ sealed: await tablet.seal(op) }]);
  const { lines, cursor } = await other.changes(before.cursor);
  const got = lines
    .flatMap((line) => ('event' in line ? [line.event] : []))
    .filter(({ op_id }) => op_id === op.op_id);
  expect(got.map(({ kind }) => kind).toSorted()).toEqual(
    op.events.map(({ kind }) => kind).toSorted(),
  );
  expect(got[0]).toMatchObject({ has_note: false, actor_id: yonas.actor, v: 1 });
  const staged = async () =>
    (await owner(desk, 'select count(*)::int as n from audit.stage'))[0]?.['n'];
  const rows = await staged();
  expect((await other.changes(cursor)).lines).toEqual([]);
  expect(await staged()).toBe(rows);
});

test('a visit in other hands leaves the desk: its events are the compartment’s, also those that come later', async () => {
  const op = walkIn(tablet);
  const visit_id = op.events[0]?.visit_id ?? '';
  await tablet.send([{ op }]);
  const at = new Date().toISOString();
  const taken: Operation = {
    ...walkIn(tablet),
    pathways: [{ visit_id, compartment: 'child' }],
    files: [
      { file_id: randomUUID(), compartment: 'child', visit_id, generation: 1, sealed: 'bm9pc2U' },
    ],
    events: [
      { event_id: v7(), kind: 'pathway_opened', v: 1, visit_id, at, body: { level: 'now' } },
    ],
  };
  expect((await tablet.send([{ op: taken }])).verdicts).toMatchObject([{ result: 'recorded' }]);
  const late: Operation = {
    ...walkIn(tablet),
    events: [
      {
        event_id: v7(),
        kind: 'need_seen',
        v: 1,
        visit_id,
        at,
        body: { code: 'shelter.children', how: 'said' },
      },
    ],
  };
  await tablet.send([{ op: late }]);
  const seen = (await other.changes()).lines.flatMap((line) =>
    'event' in line ? [line.event] : [],
  );
  expect(
    seen
      .filter((event) => event.visit_id === visit_id)
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['pathway_opened', 'visit_opened']);
  const stored = await owner(
    desk,
    `select compartment, count(*)::int as n from casework.event where visit_id = $1 group by 1 order by 1`,
    [visit_id],
  );
  expect(stored).toEqual([
    { compartment: 'child', n: 4 },
    { compartment: 'general', n: 2 },
  ]);
  expect(
    await owner(desk, 'select 1 from child.file where file_id = $1', [taken.files?.[0]?.file_id]),
  ).toHaveLength(1);
});

test('what is said of somebody who was erased stays as a count without her', async () => {
  const subject = randomUUID();
  await owner(
    desk,
    'insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, $3)',
    [desk.house.org, subject, randomUUID()],
  );
  const op = walkIn(tablet);
  const said = {
    ...op,
    people: [{ subject }],
    events: op.events.map((event) => ({ ...event, subject })),
  };
  expect((await tablet.send([{ op: said }])).verdicts).toMatchObject([{ result: 'recorded' }]);
  expect(await owner(desk, 'select 1 from casework.person where subject = $1', [subject])).toEqual(
    [],
  );
  expect(
    await owner(desk, 'select distinct subject from casework.event where op_id = $1', [op.op_id]),
  ).toEqual([{ subject: null }]);
  const told = (await other.changes()).lines.flatMap((one) =>
    'erased' in one ? [one.erased] : [],
  );
  expect(told).toContainEqual({ subject });
});
