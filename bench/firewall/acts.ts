/**
 * What the firewall costs an act: `node bench/firewall/acts.ts [seconds] [rounds] [clients]`, on a durable embedded server.
 * Each kind of work runs in turns with the others, so that other load on the machine hits all of them; medians are printed.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { actAs } from '../../src/firewall/index.ts';
import { BEGIN, beginner } from '../../src/database/begin-with.ts';
import { openingContext } from '../../src/firewall/context/open-context.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { processorTime } from './processor-time.ts';
import {
  openInstallation,
  type PlantedPerson,
  plantPerson,
  twoOrganisations,
} from '../../test/attack/installation.ts';
import { secretHash } from '../../src/staff/may-issue.ts';

const SECONDS = Number(process.argv[2] ?? 4);
const ROUNDS = Number(process.argv[3] ?? 5);
const CLIENTS = Number(process.argv[4] ?? 16);
const PEOPLE = 500;

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-acts-'));
const house = await openInstallation({ folder, poolSize: CLIENTS });
const { database, keeper } = house;
const { home } = await twoOrganisations(database);
await asOwner(database, async (tx) => {
  // The same rows, columns and indexes, with no policy, no trigger and no ticket.
  await tx.execute('create schema plain');
  await tx.execute('create table plain.event (like casework.event including defaults)');
  await tx.execute('alter table plain.event add primary key (event_id)');
  await tx.execute('create index on plain.event (org_id, visit_id)');
  await tx.execute('create index on plain.event (org_id, subject) where subject is not null');
  await tx.execute('create index on plain.event (org_id, point_id, event_id)');
  await tx.execute('create table plain.person (like casework.person including all)');
  await tx.execute('grant usage on schema plain to app_desk');
  // The same judging of a ticket, word for word, without the rows of producer and stage: what is left is the context alone.
  const [{ text } = { text: '' }] = await tx.query<{ text: string }>(
    `select pg_get_functiondef('fw.begin'::regproc) as text`,
  );
  const [from, to] = [text.indexOf('  update audit.producer'), text.lastIndexOf('end $function$')];
  if (from < 0 || to < from) throw new Error('fw.begin is not as expected');
  await tx.execute(`${text.slice(0, from)}${text.slice(to)}`.replace('fw.begin', 'plain.judge'));
  await tx.execute('grant execute on function plain.judge(text) to app_desk');
  await tx.execute('grant select, insert on plain.event, plain.person to app_desk');
});
const people: PlantedPerson[] = [];
await Promise.all(
  Array.from({ length: CLIENTS }, async () => {
    while (people.length < PEOPLE)
      people.push(
        await plantPerson(house, home, secretHash, {
          name: 'A name',
          contact: '+100200300',
          note: 'A note',
        }),
      );
  }),
);
await asOwner(database, (tx) =>
  tx.execute('insert into plain.person select * from casework.person'),
);
await asOwner(database, (tx) => tx.execute('analyze'));

const actor = randomUUID();
const anybody = () => people[Math.floor(Math.random() * PEOPLE)] as (typeof people)[number];
const desk = (subject: string) =>
  ({
    kind: 'staff',
    actor,
    org: home,
    purpose: 'desk.visit',
    route: 'POST /desk/events',
    role: 'app_desk',
    subject,
  }) as const;
const JUDGE = { name: 'plain.judge', text: 'select plain.judge($1)' };
const insertInto = (table: string): string =>
  `insert into ${table} (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device, body, sealed)
   values ($1, $1, 'need_seen', $2, 'desk.visit', $2, $3, $4, now(), '{"code": "food", "how": "said"}', $5)`;
const note = Buffer.from('Came with two children, needs a bed for tonight; call back at four.');

/** One statement of app_desk in its own transaction: by itself, behind a ticket that is only judged, or in a context. One round trip each. */
async function plainly(
  work: { text: string; values: unknown[]; name: string },
  { ticket, judged }: { ticket?: string | undefined; judged?: string | undefined } = {},
): Promise<void> {
  const client = await database.borrow('app_desk');
  try {
    if (ticket) await openingContext(client, ticket).finish(work);
    else if (judged)
      await beginner(client, BEGIN, { prepared: JUDGE, values: [judged] }).finish(work);
    else await client.query(work);
  } finally {
    client.release();
  }
}
const plainWrite = (how: Parameters<typeof plainly>[1] = {}): Promise<void> => {
  const id = randomUUID();
  return plainly(
    {
      name: 'plain.write',
      text: insertInto('plain.event'),
      values: [id, home, anybody().subject, actor, note],
    },
    how,
  );
};
const plainRead = (): Promise<void> =>
  plainly({
    name: 'plain.read',
    text: 'select * from plain.person where org_id = $1 and subject = $2',
    values: [home, anybody().subject],
  });
const ticketOf = async (): Promise<string> => {
  const { role: audience, ...act } = desk(anybody().subject);
  return (await keeper.issue({ ...act, audience, points: [] })).ticket;
};

/** Tickets signed beforehand, so that what is measured is the staged row alone. */
let signed: string[] = [];
async function sign(): Promise<void> {
  signed = await Promise.all(Array.from({ length: 8_000 * SECONDS }, ticketOf));
}
const work: Record<string, { run: () => Promise<unknown>; before?: () => Promise<void> }> = {
  'plain durable write': { run: () => plainWrite() },
  'the same, its ticket judged': {
    before: sign,
    run: () => plainWrite({ judged: signed.pop() }),
  },
  'judged, and its event staged': {
    before: sign,
    run: () => plainWrite({ ticket: signed.pop() }),
  },
  '… and the ticket issued for it': {
    run: async () => plainWrite({ ticket: await ticketOf() }),
  },
  'write: sealed, staged, under policies': {
    run: () => {
      const { subject } = anybody();
      return actAs(house, desk(subject), async (tx) => {
        const id = randomUUID();
        const [sealed] = await keeper.seal({
          nonce: tx.nonce,
          items: [
            {
              key: { store: 'casework', subject },
              place: { column: 'casework.event.sealed', rowId: id },
              plain: note,
            },
          ],
        });
        await tx.finish(insertInto('casework.event'), [id, home, subject, actor, sealed]);
      });
    },
  },
  'plain read': { run: plainRead },
  'personal read with its durable audit row': {
    run: () => {
      const { subject } = anybody();
      return actAs(house, { ...desk(subject), route: 'GET /desk/people/{id}' }, async (tx) => {
        const rows = await tx.finish('select * from casework.person where subject = $1', [subject]);
        if (rows.length !== 1) throw new Error('the row is not there');
      });
    },
  },
  'the same, with her sealed name opened': {
    run: () => {
      const { subject, nameId } = anybody();
      return actAs(house, { ...desk(subject), role: 'app_ident' }, async (tx) => {
        const [row] = await tx.query<{ sealed: Buffer }>(
          'select sealed from ident.name where subject = $1',
          [subject],
        );
        const [opened] = await keeper.open({
          nonce: tx.nonce,
          purpose: 'desk.visit',
          items: [
            {
              key: { store: 'ident', subject },
              place: { column: 'ident.name.sealed', rowId: nameId },
              sealed: row?.sealed ?? Buffer.alloc(0),
            },
          ],
        });
        if (opened?.state !== 'open') throw new Error('the name does not open');
      });
    },
  },
};

type Rate = { perSecond: number; program: number; server: number };
const data = join(folder, 'data', 'database', 'cluster');

/** Acts in a second by all clients together, and the processor time of one act, ms. */
async function rate(run: () => Promise<unknown>): Promise<Rate> {
  let done = 0;
  const before = processorTime(data);
  const started = performance.now();
  const end = started + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < end) {
        await run();
        done++;
      }
    }),
  );
  const after = processorTime(data);
  return {
    perSecond: done / ((performance.now() - started) / 1_000),
    program: (after.program - before.program) / done,
    server: (after.server - before.server) / done,
  };
}

const load = (): string => readFileSync('/proc/loadavg', 'utf8').split(' ', 3).join(' ');
const rates = new Map(Object.keys(work).map((name) => [name, [] as Rate[]]));
const loads = [load()];
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, { run, before }] of Object.entries(work)) {
    await before?.();
    const measured = await rate(run);
    // The first round warms up: plans, pools, caches.
    if (round > 0) rates.get(name)?.push(measured);
  }
  loads.push(load());
}
await house.close();
await rm(folder, { recursive: true, force: true });

const median = (name: string, of: keyof Rate = 'perSecond'): number => {
  const sorted = (rates.get(name) ?? []).map((one) => one[of]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};
const against = (name: string, base: string): string => (median(base) / median(name)).toFixed(2);
const cost = (name: string): number => median(name, 'program') + median(name, 'server');
const costAgainst = (name: string, base: string): string => (cost(name) / cost(base)).toFixed(2);
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const [write, judged, staged, issued, sealed, read, personal, opened] = Object.keys(work) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const rows: [name: string, base: string, goal: string][] = [
  [write, write, ''],
  [judged, write, ''],
  [staged, judged, '≤ 1.25 times'],
  [issued, write, ''],
  [sealed, write, '≤ 2.5 times'],
  [read, read, ''],
  [personal, read, '≥ 2,000 a second'],
  [opened, read, ''],
];
process.stdout.write(
  `${CLIENTS} clients, ${availableParallelism()} cores, ${ROUNDS} rounds of ${SECONDS} s; load averages ${loads.join(' | ')}\n\n` +
    '| What | a second, median | all rounds | times what it is held to | processor ms: program + PostgreSQL | times | goal |\n|---|--:|---|--:|--:|--:|---|\n' +
    rows
      .map(
        ([name, base, goal]) =>
          `| ${name} | ${whole(median(name))} | ${(rates.get(name) ?? []).map((one) => whole(one.perSecond)).join(' ')} | ${against(name, base)} | ${median(name, 'program').toFixed(2)} + ${median(name, 'server').toFixed(2)} | ${costAgainst(name, base)} | ${goal} |\n`,
      )
      .join(''),
);
