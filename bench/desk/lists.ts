/**
 * Every list of the desk with 100,000 people and 1,000,000 events on the embedded database (issue 4, show 7: 300 ms at p95).
 * Forty people come in by the door, each event, name and slip real; the rest are copies of their rows, 180 days back.
 *   node bench/desk/lists.ts [people] [events] [rounds]
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { Operation } from '../../src/desk/operation.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { peopleRoutes } from '../../src/people/index.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { deskHouse, POINT } from '../../src/sync/testing.ts';

const [people = 100_000, events = 1_000_000, rounds = 40] = process.argv.slice(2).map(Number);
const REAL = 40;
const DAYS = 180;

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-lists-'));
const desk = await deskHouse({ folder });
const secret = (label: string) => desk.house.kept.keystore.derived(label);
await desk.app.register(peopleRoutes, { door: staffDoorOf(desk.house), secret });
const tablet = await desk.tablet(await desk.worker('desk'));
const manager = await desk.tablet(await desk.worker('point_manager'));

const codes: string[] = [];
const subjects: string[] = [];
const ops: { op: Operation }[] = [];
for (let n = 0; n < REAL; n++) {
  const [subject, visit_id, at] = [randomUUID(), v7(), new Date().toISOString()];
  const code = randomBytes(16).toString('base64url');
  subjects.push(subject);
  codes.push(code);
  const event = (kind: Operation['events'][number]['kind'], body: Record<string, unknown>) => ({
    event_id: v7(),
    kind,
    v: 1 as const,
    visit_id,
    subject,
    at,
    body,
  });
  ops.push({
    op: {
      op_id: v7(),
      v: 1,
      device_id: tablet.device,
      device_seq: n + 1,
      hlc: `${Date.now().toString(16).padStart(12, '0')}-0000-${tablet.device.slice(0, 8)}`,
      made_at: at,
      point_id: POINT,
      purpose: 'desk.screen',
      people: [{ subject, age_band: '18-59' }],
      names: [{ name_id: randomUUID(), subject, text: `Amal ${n}`, lang: 'ti' }],
      handles: [{ handle_id: randomUUID(), subject, kind: 'slip', code }],
      events: [
        event('visit_opened', { channel: 'walk_in', heads: 1 }),
        event('language_asked', { tags: ['ti', 'ar'], modes: ['hears'], asked_how: 'picture' }),
        event('need_seen', { code: 'health.maternal', how: 'said' }),
        event('queue_joined', { level: 'soon', due_at: at }),
        event('service_given', { service_code: 'food.meal', item_code: 'meal', quantity: 2 }),
        event('visit_closed', { outcome: 'done' }),
      ],
    },
  });
}
const { verdicts } = await tablet.send(ops);
if (verdicts.some((one) => one.result !== 'recorded')) throw new Error(JSON.stringify(verdicts[0]));

/** Columns of a table that a copy has of its own. */
async function copyRows(table: string, own: Record<string, string>, copies: number): Promise<void> {
  await asOwner(desk.house.database, async (tx) => {
    const columns = await tx.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    const names = columns.map(({ name }) => name);
    // What the triggers ask was asked of the first of each.
    await tx.execute(`alter table ${table} disable trigger user`);
    await tx.execute(
      `insert into ${table} (${names.join(', ')}) select ${names.map((name) => own[name] ?? `t.${name}`).join(', ')}
         from ${table} t, generate_series(1, ${copies}) k`,
    );
    await tx.execute(`alter table ${table} enable trigger user`);
  });
}
const other = (column: string): string => `md5(t.${column}::text || k)::uuid`;
const from = performance.now();
const copies = Math.ceil(people / REAL) - 1;
const ago = (column: string, of: number): string =>
  `t.${column} - k * interval '${DAYS} days' / ${of}`;
await copyRows('casework.person', { subject: other('subject') }, copies);
const runs = Math.ceil(events / (REAL * 6)) - 1;
// Copies of events belong to copied people; numbers, times and transactions grow with the days, as they do in life.
await copyRows(
  'casework.event',
  {
    event_id: `(lpad(to_hex((extract(epoch from ${ago('at_device', runs)}) * 1000)::bigint), 12, '0') || '7' || substr(md5(t.event_id::text || k), 1, 3) || '8' || substr(md5(t.event_id::text || k), 4, 15))::uuid`,
    visit_id: other('visit_id'),
    subject: `md5(t.subject::text || (1 + k % ${Math.max(copies, 1)}))::uuid`,
    at_device: ago('at_device', runs),
    recorded_at: ago('recorded_at', runs),
    // Below every transaction of this young cluster, as the past is.
    tx: `(1 + (${runs} - k) * 500 / ${runs})::text::xid8`,
  },
  runs,
);
await asOwner(desk.house.database, async (tx) => {
  await tx.execute('analyze');
  // What autovacuum does as the table grows, range by range.
  await tx.query(`select brin_summarize_new_values('casework.event_rest_recorded_at_idx')`);
});
const [rows] = await asOwner(desk.house.database, (tx) =>
  tx.query(
    'select (select count(*)::int from casework.person) as people, (select count(*)::int from casework.event) as events',
  ),
);
console.log(
  `Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}; ${JSON.stringify(rows)} in ${((performance.now() - from) / 1000).toFixed(0)} s`,
);

// A new tablet asks until it has all; afterwards the desk goes on, so that there is something new.
let cursor = '';
for (let more = true; more; ) {
  const page = await tablet.changes(cursor || undefined);
  cursor = page.cursor;
  more = page.more;
}
const post = (url: string, payload: object) => ({ method: 'POST' as const, url, payload });
const get = (url: string) => ({ method: 'GET' as const, url });
const feed = `/api/desk/changes?point=${POINT}`;
const any = <T>(list: readonly T[], round: number): T => list[round % list.length] as T;
const ASKED: Record<string, (round: number) => ReturnType<typeof post> | ReturnType<typeof get>> = {
  'start of a tablet': () => get('/api/desk/start'),
  'a new tablet’s first page of the last seven days': () => get(feed),
  'what is new': () => get(`${feed}&since=${encodeURIComponent(cursor)}`),
  'forty names': () => post('/api/desk/names', { subjects }),
  'a slip to its person': (round) => post('/api/people/code', { code: any(codes, round) }),
  'have we met?': (round) =>
    post('/api/people/similar', { point_id: POINT, name: `Amal ${round % REAL}` }),
  'everything held of one': (round) => post('/api/people/held', { subject: any(subjects, round) }),
};
const MANAGED: typeof ASKED = {
  'work that waits': () => get('/api/desk/held'),
  tablets: () => get('/api/desk/devices'),
  'possible duplicates': () => get(`/api/people/possible?point=${POINT}`),
  'joinings that wait': () => get('/api/links/waiting'),
};

const percentile = (values: number[], p: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * p)] ?? Number.NaN).toFixed(0);
console.log('| List | p50 ms | p95 ms | bytes |\n|---|--:|--:|--:|');
for (const [asked, { headers }] of [
  [ASKED, tablet],
  [MANAGED, manager],
] as const)
  for (const [name, question] of Object.entries(asked)) {
    const ms: number[] = [];
    let bytes = 0;
    for (let round = 0; round <= rounds; round++) {
      const begun = performance.now();
      const answer = await desk.app.inject({ ...question(round), headers });
      // The first warms up.
      if (round > 0) ms.push(performance.now() - begun);
      if (answer.statusCode !== 200)
        throw new Error(`${name}: ${answer.statusCode} ${answer.body}`);
      bytes = Buffer.byteLength(answer.body);
    }
    console.log(`| ${name} | ${percentile(ms, 0.5)} | ${percentile(ms, 0.95)} | ${bytes} |`);
  }
console.log(`load ${(loadavg()[0] ?? 0).toFixed(1)}`);
await desk.close();
await rm(folder, { recursive: true, force: true });
