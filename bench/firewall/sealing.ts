/**
 * What sealing and opening add to a durable write and to a read: `node bench/firewall/sealing.ts [seconds] [rounds] [clients,…]`,
 * on a durable embedded server. Each kind of work runs in turns with the others; medians of the rounds are printed.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { actAs } from '../../src/firewall/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import {
  openInstallation,
  type PlantedPerson,
  plantPerson,
  twoOrganisations,
} from '../../test/attack/installation.ts';
import { processorTime } from './processor-time.ts';

const SECONDS = Number(process.argv[2] ?? 2);
const ROUNDS = Number(process.argv[3] ?? 5);
const CLIENTS = (process.argv[4] ?? '1,8,16').split(',').map(Number);
const PEOPLE = 500;

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-sealing-'));
const house = await openInstallation({ folder, poolSize: Math.max(...CLIENTS) });
const { database, keeper } = house;
const { home } = await twoOrganisations(database);
const people: PlantedPerson[] = [];
const texts = { name: 'A name', contact: '+100200300', note: 'A note' };
await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (people.length < PEOPLE) people.push(await plantPerson(house, home, secretHash, texts));
  }),
);
await asOwner(database, async (tx) => {
  // The same rows, columns and indexes, with no policy, no trigger and no ticket.
  await tx.execute('create schema plain');
  await tx.execute('create table plain.event (like casework.event including defaults)');
  await tx.execute('alter table plain.event add primary key (event_id)');
  await tx.execute('create index on plain.event (org_id, visit_id)');
  await tx.execute('create index on plain.event (org_id, subject) where subject is not null');
  await tx.execute('create index on plain.event (org_id, point_id, event_id)');
  await tx.execute('create table plain.name (like ident.name including all)');
  await tx.execute('insert into plain.name select * from ident.name');
  await tx.execute('grant usage on schema plain to app_desk');
  await tx.execute('grant select, insert on plain.event, plain.name to app_desk');
  await tx.execute('analyze');
});

const actor = randomUUID();
const anybody = () => people[Math.floor(Math.random() * PEOPLE)] as PlantedPerson;
const desk = (subject: string) =>
  ({
    kind: 'staff',
    actor,
    org: home,
    purpose: 'desk.visit',
    route: 'POST /desk/events',
    subject,
  }) as const;
const ticketOf = (subject: string) =>
  keeper.issue({ ...desk(subject), audience: 'app_desk', points: [] });
const note = Buffer.from('Came with two children, needs a bed for tonight; call back at four.');
const insertInto = (table: string): string =>
  `insert into ${table} (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device, body, sealed)
   values ($1, $1, 'need_seen', $2, 'desk.visit', $2, $3, $4, now(), '{"code": "food", "how": "said"}', $5)`;

/** A transaction of app_desk without the firewall. */
async function plainly<R>(name: string, text: string, values: unknown[]): Promise<R[]> {
  const client = await database.borrow('app_desk');
  try {
    await client.query('begin');
    const { rows } = await client.query({ name, text, values });
    await client.query('commit');
    return rows as R[];
  } finally {
    client.release();
  }
}
const plainWrite = (id: string, subject: string, content: Buffer) =>
  plainly('write', insertInto('plain.event'), [id, home, subject, actor, content]);
const plainName = async (subject: string): Promise<Buffer> => {
  const [row] = await plainly<{ sealed: Buffer }>(
    'read',
    'select sealed from plain.name where org_id = $1 and subject = $2',
    [home, subject],
  );
  return row?.sealed ?? Buffer.alloc(0);
};
const toSeal = (subject: string, rowId: string) => ({
  key: { store: 'casework', subject },
  place: { column: 'casework.event.sealed', rowId },
  plain: note,
});
async function openName(nonce: string, { subject, nameId }: PlantedPerson, sealed: Buffer) {
  const [opened] = await keeper.open({
    nonce,
    purpose: 'desk.visit',
    items: [
      {
        key: { store: 'ident', subject },
        place: { column: 'ident.name.sealed', rowId: nameId },
        sealed,
      },
    ],
  });
  if (opened?.state !== 'open') throw new Error('the name does not open');
}

const work: Record<string, () => Promise<unknown>> = {
  'plain durable write': () => plainWrite(randomUUID(), anybody().subject, note),
  '… its note sealed before': async () => {
    const [{ subject }, id] = [anybody(), randomUUID()];
    const { nonce } = await ticketOf(subject);
    const [sealed] = await keeper.seal({ nonce, items: [toSeal(subject, id)] });
    await plainWrite(id, subject, sealed as Buffer);
  },
  '… sealed for a new person, her key made': async () => {
    const [subject, id] = [randomUUID(), randomUUID()];
    const { nonce } = await ticketOf(subject);
    const items = [toSeal(subject, id)];
    const [sealed] = await keeper.seal({ nonce, items, make: true });
    await plainWrite(id, subject, sealed as Buffer);
  },
  'whole act: sealed, staged, under policies': () => {
    const { subject } = anybody();
    return actAs(house, { ...desk(subject), role: 'app_desk' }, async (tx) => {
      const id = randomUUID();
      const [sealed] = await keeper.seal({ nonce: tx.nonce, items: [toSeal(subject, id)] });
      await tx.execute(insertInto('casework.event'), [id, home, subject, actor, sealed]);
    });
  },
  'plain read of a sealed name': () => plainName(anybody().subject),
  '… and the name opened': async () => {
    const person = anybody();
    const { nonce } = await ticketOf(person.subject);
    await openName(nonce, person, await plainName(person.subject));
  },
  'whole act: name read and opened': () => {
    const person = anybody();
    const act = { ...desk(person.subject), route: 'GET /desk/names', role: 'app_ident' } as const;
    return actAs(house, act, async (tx) => {
      const [row] = await tx.query<{ sealed: Buffer }>(
        'select sealed from ident.name where subject = $1',
        [person.subject],
      );
      await openName(tx.nonce, person, row?.sealed ?? Buffer.alloc(0));
    });
  },
};

type Rate = { perSecond: number; program: number; server: number };
const data = join(folder, 'data', 'database', 'cluster');

/** Acts in a second by all clients together, and the processor time of one act, ms. */
async function rate(clients: number, run: () => Promise<unknown>): Promise<Rate> {
  let done = 0;
  const before = processorTime(data);
  const started = performance.now();
  const end = started + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
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
const middle = (rates: Rate[], of: keyof Rate): number =>
  rates.map((one) => one[of]).sort((a, b) => a - b)[rates.length >> 1] ?? Number.NaN;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const lines: string[] = [];
for (const clients of CLIENTS) {
  const rates = new Map(Object.keys(work).map((name) => [name, [] as Rate[]]));
  const started = load();
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, run] of Object.entries(work)) {
      const measured = await rate(clients, run);
      // The first round warms up: plans, pools.
      if (round > 0) rates.get(name)?.push(measured);
    }
  lines.push(`\n${clients} clients, load ${started} | ${load()}\n`);
  lines.push(
    '| What | a second | rounds | slower than the plain one | processor ms: program + PostgreSQL |',
  );
  lines.push('|---|--:|---|--:|--:|');
  let base = Number.NaN;
  for (const [name, measured] of rates) {
    const median = middle(measured, 'perSecond');
    if (name.startsWith('plain')) base = median;
    lines.push(
      `| ${name} | ${whole(median)} | ${measured.map((one) => whole(one.perSecond)).join(' ')} | ${(base / median).toFixed(2)} | ${middle(measured, 'program').toFixed(3)} + ${middle(measured, 'server').toFixed(3)} |`,
    );
  }
}
await house.close();
await rm(folder, { recursive: true, force: true });
process.stdout.write(
  `${availableParallelism()} cores, ${ROUNDS} rounds of ${SECONDS} s\n${lines.join('\n')}\n`,
);
