/** The day of the last contact, from which the clock of a person runs (FIRE-10; design chapter 20, section 13). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expire } from '../firewall/erasure/expire.ts';
import { addOrganisation } from '../firewall/context/testing.ts';
import type { Operation } from '../desk/operation.ts';
import { deskHouse, type DeskHouse, owner, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let tablet: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  tablet = await desk.tablet(await desk.worker('desk'));
});
afterAll(() => desk.close());

const send = async (op: Operation): Promise<void> => {
  const { verdicts } = await tablet.send([{ op }]);
  expect(verdicts).toMatchObject([{ result: 'recorded' }]);
};
/** A visit that says nothing of the person but her token, as after a slip was shown. */
function byToken(subject: string): Operation {
  const { people: _, ...op } = walkIn(tablet, { subject });
  return op;
}
async function registered(days: number): Promise<string> {
  const subject = randomUUID();
  await send({ ...walkIn(tablet, { subject }), people: [{ subject }] });
  await owner(
    desk,
    'update casework.person set last_contact = current_date - $2::int where subject = $1',
    [subject, days],
  );
  return subject;
}
const daysAgo = async (subject: string): Promise<unknown> => {
  const [row] = await owner(
    desk,
    'select current_date - last_contact as days from casework.person where subject = $1',
    [subject],
  );
  return row?.['days'];
};

test('a visit with nothing but her token is a contact, and the clock leaves her', async () => {
  const [regular, gone] = [await registered(179), await registered(200)];
  await send(byToken(regular));
  expect(await daysAgo(regular)).toBe(0);
  await expire({ database: desk.house.database, keeper: desk.house.door.keeper }, desk.house.org);
  expect(await daysAgo(regular)).toBe(0);
  expect(await daysAgo(gone)).toBeUndefined();
});

test('with one token the others that were joined with it are in contact; nobody else is', async () => {
  const [one, two, other] = [await registered(100), await registered(120), await registered(90)];
  await owner(
    desk,
    'insert into casework.person_root (org_id, purpose_id, subject, root) select $1, $2, x, $3 from unnest($4::uuid[]) x',
    [desk.house.org, 'desk.visit', one, [one, two]],
  );
  await send(byToken(two));
  expect(await Promise.all([one, two, other].map(daysAgo))).toEqual([0, 0, 90]);
});

test('what a protected path adds moves nothing that the desk sees', async () => {
  const subject = await registered(60);
  const op = walkIn(tablet, { subject });
  await send(op);
  const visit = op.events[0]?.visit_id;
  await owner(
    desk,
    `update casework.person set last_contact = current_date - 60 where subject = $1`,
    [subject],
  );
  await owner(
    desk,
    `insert into casework.pathway (visit_id, org_id, purpose_id, subject, compartment)
       select $1, org_id, purpose_id, subject, 'survivor' from casework.event where visit_id = $1 and subject is not null limit 1`,
    [visit],
  );
  const next = byToken(subject);
  await send({
    ...next,
    events: next.events
      .filter(({ kind }) => kind !== 'visit_opened')
      .map((event) => ({ ...event, ...(visit ? { visit_id: visit } : {}) })),
  });
  expect(await daysAgo(subject)).toBe(60);
});

test('a number of another organisation, in an event of ours, moves nothing there', async () => {
  const subject = await registered(50);
  const elsewhere = await addOrganisation(desk.house.database);
  await owner(desk, 'update casework.person set org_id = $2 where subject = $1', [
    subject,
    elsewhere,
  ]);
  await tablet.send([{ op: byToken(subject) }]);
  expect(await daysAgo(subject)).toBe(50);
});
