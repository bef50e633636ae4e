/** What went without a yes, looked at by whoever watches over data: asked over HTTP against the real database (T12). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addGrant, addOrganisation } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { owner } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

const HERE = '/staff/exceptions';
let house: ConsoleHouse;
let officer: Worker;
let clinic: string;
beforeAll(async () => {
  house = await consoleHouse();
  officer = await house.people.worker('dpo');
  clinic = await addOrganisation(house.people.house.database, { name: 'Clinic of the Harbour' });
});
beforeEach(() => house.renew());
afterAll(() => house.close());

/** Facts that went without a yes. @returns the number of the grant */
async function unasked(why: string | null = 'unconscious'): Promise<string> {
  const { house: home } = house.people;
  const grant = await addGrant(home.database, {
    subject: randomUUID(),
    from: home.org,
    to: clinic,
  });
  await owner(
    house.people,
    `update consent.record set exception = 'life_saving', exception_why = $2, explained = 'not_asked', given = 'not_asked',
       shared_language = false, review_due = now() + interval '3 days' where grant_id = $1`,
    [grant, why],
  );
  return grant;
}

it('says so when nothing waits, and is nobody else’s', async () => {
  expect((await house.ask(officer, HERE)).text).toContain('Nothing waits to be looked at.');
  for (const other of [house.marta, house.admin]) {
    const { status, text } = await house.ask(other, HERE);
    expect(status).toBe(404);
    expect(text).not.toContain('without a yes');
  }
  expect((await house.ask(house.marta, '/staff')).text).not.toContain('Without a yes');
});

it('shows what went where and why, and nothing of her; what was found is kept, once', async () => {
  const grant = await unasked();
  const before = await house.ask(officer, HERE);
  for (const words of [
    'Clinic of the Harbour',
    'She could not answer',
    'the need',
    'how to reach her',
  ])
    expect(before.text).toContain(words);
  const refused = await house.ask(officer, `${HERE}/${grant}`, { finding: 'perhaps' });
  expect(refused.status).toBe(400);
  const saved = await house.ask(officer, `${HERE}/${grant}`, { finding: 'avoidable' });
  expect(saved.text).toContain('Saved.');
  expect(saved.text).toContain('She could have been asked');
  expect(saved.text).toContain('Nothing waits to be looked at.');
  const [row] = await owner(
    house.people,
    'select finding, reviewed_by, withdrawn_at from consent.record where grant_id = $1',
    [grant],
  );
  expect(row).toEqual({ finding: 'avoidable', reviewed_by: officer.actor, withdrawn_at: null });
});

it('does not make up a reason that nobody wrote down', async () => {
  await unasked(null);
  const { text } = await house.ask(officer, HERE);
  expect(text).toContain('Nobody wrote down why');
  expect(text).not.toContain('There was no time');
});

it('takes back what was wrong at once, in Arabic too', async () => {
  const grant = await unasked('no_time');
  const { body, text } = await house.ask(officer, HERE, undefined, 'ar');
  expect(body).toContain('dir="rtl"');
  expect(text).toContain('لم يكن هناك وقت');
  await house.ask(officer, `${HERE}/${grant}`, { finding: 'wrong' });
  const [row] = await owner(
    house.people,
    'select withdrawn_at is not null as gone from consent.record where grant_id = $1',
    [grant],
  );
  expect(row).toEqual({ gone: true });
});
