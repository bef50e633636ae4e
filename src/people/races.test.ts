/** What is looked at before something is written of two people, or of a name, while another changes it at the same moment. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../database/index.ts';
import type { Operation } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import { asOwner, waitsForLock } from '../firewall/context/testing.ts';
import { actAs, asWorker } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

/** What `first` does stands written, not yet for good, when `second` comes; and goes on with `then` when it waits or is over. */
async function race<T>(
  first: (tx: Transaction) => Promise<unknown>,
  second: () => Promise<T>,
  then: (tx: Transaction) => Promise<unknown> = async () => {},
): Promise<T> {
  let told: Promise<T> | undefined;
  await asOwner(house.house.database, async (tx) => {
    await tx.query('begin');
    try {
      await first(tx);
      told = second();
      await waitsForLock(house.house.database, told);
      await then(tx);
      await tx.query('commit');
    } catch (error) {
      await tx.query('rollback');
      throw error;
    }
  });
  if (!told) throw new Error('nobody came second');
  return told;
}

const restarts = (subject: string) => (tx: Transaction) =>
  tx.query('update casework.person set no_link = true where subject = $1', [subject]);
const sketches = (subject: string) =>
  owner(house, 'select from ident.name_sketch where subject = $1', [subject]);

/** Another name of somebody who is known already. */
const named = (subject: string): Operation =>
  ({
    ...anyOperation(700),
    op_id: v7(),
    device_id: house.near.device,
    point_id: POINT,
    made_at: new Date().toISOString(),
    people: [],
    handles: [],
    names: [{ name_id: randomUUID(), subject, text: 'Aster Lanternlight' }],
    events: [
      {
        event_id: v7(),
        kind: 'visit_opened',
        v: 1,
        visit_id: randomUUID(),
        subject,
        at: new Date().toISOString(),
        body: { channel: 'walk_in', heads: 1, ticket_picture: 'kite', ticket_number: 7 },
      },
    ],
  }) as unknown as Operation;

test('no name is compared of whom would rather start new, whichever comes first', async () => {
  const { subject } = await house.somebody();
  const { verdicts } = await race(restarts(subject), () =>
    house.near.send([{ op: named(subject) }]),
  );
  expect(verdicts[0]).toMatchObject({ result: 'recorded' });
  expect(await sketches(subject)).toEqual([]);

  const other = await house.somebody({ name: 'Nadia Karimova' });
  const [kept] = await owner(
    house,
    `select point_id, circle_key_id, encode(sealed, 'hex') as sealed from ident.name_sketch where subject = $1`,
    [other.subject],
  );
  if (!kept) throw new Error('her name is compared');
  const act = { ...asWorker(house.yonas), role: 'app_desk', purpose: 'desk.visit' } as const;
  let over: Promise<unknown> | undefined;
  await actAs(house.firewall, { ...act, route: '/test' }, async (tx) => {
    const again = [{ id: randomUUID(), subject: other.subject, sealed: kept['sealed'] }];
    await tx.query('select fw.put_sketches($1, $2, $3)', [
      kept['point_id'],
      kept['circle_key_id'],
      JSON.stringify(again),
    ]);
    over = asOwner(house.house.database, restarts(other.subject));
    await waitsForLock(house.house.database, over);
  });
  await over;
  expect(await sketches(other.subject)).toEqual([]);
});

const join = async (a: string, b: string): Promise<string> => {
  const link_id = randomUUID();
  const asked = { link_id, a, b, evidence: 'person_says' };
  expect((await house.ask('/api/links', asked)).body).toEqual({ state: 'waiting' });
  return link_id;
};
const confirm = (link: string) => house.ask(`/api/links/${link}/confirm`, {}, house.far.headers);

test('a link that goes while another is confirmed leaves each with whom they are joined', async () => {
  const four = [
    await house.somebody(),
    await house.somebody(),
    await house.somebody(),
    await house.somebody(),
  ].map(({ subject }) => subject) as [string, string, string, string];
  const [first, second, third, fourth] = four;
  const going = await join(first, second);
  for (const link of [going, await join(second, third)])
    expect((await confirm(link)).status).toBe(200);
  const last = await join(third, fourth);
  const said = await race(
    (tx) => tx.query('delete from casework.identity_link where link_id = $1', [going]),
    () => confirm(last),
  );
  expect(said.status).toBe(200);
  const roots = await owner(
    house,
    'select subject, root from casework.person_root where subject = any ($1)',
    [four],
  );
  expect(new Map(roots.map((row) => [row['subject'], row['root']]))).toEqual(
    new Map([second, third, fourth].map((one) => [one, second])),
  );
});

const linksOf = (subject: string) =>
  owner(house, 'select from casework.identity_link where $1 in (subject, other)', [subject]);

test('nobody is joined to somebody who goes at this moment', async () => {
  const [stays, goes] = [await house.somebody(), await house.somebody()];
  const asked = {
    link_id: randomUUID(),
    a: stays.subject,
    b: goes.subject,
    evidence: 'person_says',
  };
  const said = await race(
    (tx) => tx.query('delete from casework.person where subject = $1', [goes.subject]),
    () => house.ask('/api/links', asked),
  );
  expect(said.status).toBeGreaterThanOrEqual(400);
  expect(await linksOf(goes.subject)).toEqual([]);
});

const jobs: readonly [job: string, (subject: string) => Promise<unknown>][] = [
  [
    'erases somebody',
    async (subject) => {
      const { org } = house.house;
      await owner(
        house,
        'insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, gen_random_uuid())',
        [org, subject],
      );
      const job = { kind: 'job', actor: '', org, role: 'app_consent' } as const;
      const act = { ...job, purpose: 'job.retention', route: 'job:erasure' };
      return actAs(house.firewall, act, (tx) => tx.query('select fw.erase_rows($1)', [subject]));
    },
  ],
  [
    'ends what is over',
    () =>
      asOwner(house.house.database, (tx) =>
        tx.query(`select fw.expire_at($1, clock_timestamp() + interval '60 years')`, [
          house.house.org,
        ]),
      ),
  ],
];

test.each(jobs)(
  'the job that %s waits for a joining under way, and takes it along',
  async (_, job) => {
    const [goes, two, third] = [
      await house.somebody(),
      await house.somebody(),
      await house.somebody(),
    ].map(({ subject }) => subject) as [string, string, string];
    await join(goes, two);
    const { org } = house.house;
    const insert = `insert into casework.identity_link (link_id, org_id, purpose_id, subject, other, evidence, made_by)
    values (gen_random_uuid(), $1, 'desk.visit', $2, $3, 'person_says', $4)`;
    await race(
      (tx) => tx.query(`select pg_advisory_xact_lock(hashtextextended('roots|' || $1, 0))`, [org]),
      () => job(goes),
      (tx) => tx.query(insert, [org, third, goes, house.yonas.actor]),
    );
    expect(await linksOf(third)).toEqual([]);
    expect(await owner(house, 'select from casework.person where subject = $1', [goes])).toEqual(
      [],
    );
  },
);
