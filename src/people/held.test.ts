import { afterAll, beforeAll, expect, test } from 'vitest';
import { owner } from '../sync/testing.ts';
import { deleteForHer, heldForHer } from './held.ts';
import { peopleHouse, type PeopleHouse, type Registered } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

const holderOf = ({ subject, code }: Registered) => ({
  subject,
  org: house.house.org,
  session: code,
});
type Line = { line: string; id: string; kind?: string; note?: string; text?: string };
const held = async (subject: string): Promise<Line[]> =>
  (await house.ask('/api/people/held', { subject })).body['lines'] as Line[];

const rich = () =>
  house.somebody({
    name: 'Aster Lanternlight',
    more: () => [
      { kind: 'note_written', body: {}, note: 'shoes torn, size 38' },
      {
        kind: 'service_given',
        body: { service_code: 'items.shoes', item_code: 'shoes', quantity: 2, topic: 'items' },
      },
    ],
  });

test('a worker beside her and she herself see the same lines, newest first, with what was written', async () => {
  const her = await rich();
  const desk = await held(her.subject);
  expect(desk.map(({ kind, line }) => kind ?? line).toSorted()).toEqual(
    [
      'language_asked',
      'name',
      'need_seen',
      'note_written',
      'queue_joined',
      'service_given',
      'visit_opened',
    ].toSorted(),
  );
  expect(desk.find(({ kind }) => kind === 'note_written')?.note).toBe('shoes torn, size 38');
  expect(desk.find(({ line }) => line === 'name')?.text).toBe('Aster Lanternlight');
  expect(await heldForHer(house.firewall, holderOf(her))).toEqual(desk);
  const log = await owner(
    house,
    `select kind, route from audit.stage where ($1 = any (subjects) or subject = $1) and route ~ 'held|lines' order by 1, 2`,
    [her.subject],
  );
  expect(log.map(({ kind }) => kind)).toContain('staff');
  expect(log.map(({ kind }) => kind)).toContain('person');
});

test('a line that she deletes is gone at once, for everybody; what is counted stays and leads to nobody', async () => {
  const her = await rich();
  const lines = await heldForHer(house.firewall, holderOf(her));
  const id = (kind: string): string =>
    lines.find((one) => one.line === 'event' && one.kind === kind)?.id ?? '';
  for (const kind of ['note_written', 'service_given', 'need_seen'])
    await deleteForHer(house.firewall, holderOf(her), { line: 'event', id: id(kind) });
  const left = await held(her.subject);
  expect(left.map(({ kind, line }) => kind ?? line).toSorted()).toEqual(
    ['language_asked', 'name', 'queue_joined', 'visit_opened'].toSorted(),
  );
  const rows = await owner(
    house,
    'select kind, subject, visit_id, sealed, device_id, device_seq, body from casework.event where event_id = any ($1) order by kind',
    [['note_written', 'service_given', 'need_seen'].map(id)],
  );
  const gone = { subject: null, visit_id: null, sealed: null, device_id: null, device_seq: null };
  expect(rows).toEqual([
    { kind: 'need_seen', ...gone, body: {} },
    { kind: 'note_written', ...gone, body: {} },
    {
      kind: 'service_given',
      ...gone,
      body: { service_code: 'items.shoes', item_code: 'shoes', quantity: 2 },
    },
  ]);
  const [op] = await owner(
    house,
    'select count(*)::int as n from casework.event where op_id in (select op_id from casework.event where subject = $1) and subject is null',
    [her.subject],
  );
  expect(op).toEqual({ n: 0 });
  const noted = await owner(
    house,
    `select details from audit.stage where act = 'line.deleted' and $1 = any (subjects)`,
    [her.subject],
  );
  expect(noted).toEqual([{ details: null }, { details: null }, { details: null }]);
  // Tablets that have it hear of it: the row comes with the next question.
  const { lines: news } = await house.far.changes();
  const told = news.flatMap((line) => ('event' in line ? [line.event] : []));
  expect(told.find(({ event_id }) => event_id === id('note_written'))).toMatchObject({
    subject: null,
    visit_id: null,
    has_note: false,
  });
});

test('a code alone shows nothing that is dangerous when somebody stands behind her; a worker beside her does', async () => {
  const her = await house.somebody({
    more: () => [
      { kind: 'need_seen', body: { code: 'safety.violence', how: 'said' } },
      { kind: 'service_given', body: { service_code: 'safety.hotline' } },
      { kind: 'pathway_opened', body: { level: 'now' } },
    ],
  });
  const all = await held(her.subject);
  const alone = await heldForHer(house.firewall, holderOf(her));
  expect(all).toHaveLength(7);
  expect(alone).toHaveLength(4);
  expect(JSON.stringify(alone)).not.toMatch(/safety|pathway/);
});

test('her name goes with how it sounds; a worker deletes for her only what is hers', async () => {
  const [her, other] = [await rich(), await rich()];
  const drop = (subject: string, line: string, id: string) =>
    house.ask('/api/people/held/delete', { subject, line, id });
  expect((await drop(other.subject, 'name', her.name_id)).status).toBe(404);
  expect((await drop(her.subject, 'name', her.name_id)).status).toBe(200);
  expect((await drop(her.subject, 'name', her.name_id)).status).toBe(404);
  const left = await owner(
    house,
    'select subject from ident.name where subject = $1 union all select subject from ident.name_sketch where subject = $1',
    [her.subject],
  );
  expect(left).toEqual([]);
  await expect(
    deleteForHer(house.firewall, holderOf(her), { line: 'name', id: other.name_id }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('nobody deletes what a court ordered to be kept', async () => {
  const her = await rich();
  const [line] = await held(her.subject);
  await owner(
    house,
    `create or replace function fw.is_held(p_org uuid, p_subject uuid) returns boolean language sql stable security definer
       set search_path = pg_catalog, pg_temp as 'select p_subject = ''${her.subject}'''`,
  );
  expect(
    await house.ask('/api/people/held/delete', {
      subject: her.subject,
      line: line?.line,
      id: line?.id,
    }),
  ).toMatchObject({ status: 409, body: { code: 'erasure_waiting' } });
});

test('somebody of another organisation, or nobody, is not found', async () => {
  const her = await rich();
  await owner(
    house,
    `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ('00000000-0000-4000-8000-00000000b0b0', 'Red Hill', 'XW', 'health', true, gen_random_uuid(), gen_random_uuid())`,
  );
  await owner(
    house,
    `update casework.person set org_id = '00000000-0000-4000-8000-00000000b0b0' where subject = $1`,
    [her.subject],
  );
  expect((await house.ask('/api/people/held', { subject: her.subject })).status).toBe(404);
});
