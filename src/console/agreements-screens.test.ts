/** Agreements on the screen, from the draft to the end: asked over HTTP against the real database (FIRE-05). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { owner } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

const HERE = '/staff/agreements';
let house: ConsoleHouse;
let dpo: Worker;
let liaison: Worker;
let clinic: string;
beforeAll(async () => {
  house = await consoleHouse();
  dpo = await house.people.worker('dpo');
  liaison = await house.people.worker('liaison');
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const filled = (more: Record<string, string | string[]> = {}) => ({
  agreement_id: randomUUID(),
  with_org: clinic,
  purposes: 'referral.send',
  categories: ['need', 'language'],
  starts_at: '1 January 2026',
  ends_at: '31 December 2099',
  no_onward_transfer: 'true',
  no_enforcement_use: 'true',
  audit_right: 'true',
  deletion_at_end: 'true',
  notice_of_demand_hours: '24',
  document_sha256: 'AB '.repeat(32),
  ...more,
});
const HARM = {
  exposed: 'people who are sent on',
  to_whom: 'whoever employs them <b>',
  likelihood: 'low',
  severity: 'high',
  mitigation: 'nobody else is told',
};
const read = async (id: string): Promise<Record<string, unknown>> => {
  const [row] = await owner(
    house.people,
    'select * from consent.agreement where agreement_id = $1',
    [id],
  );
  return row as Record<string, unknown>;
};
async function drafted(more: Record<string, string | string[]> = {}): Promise<string> {
  const fields = filled(more);
  expect((await house.ask(liaison, HERE, fields)).status).toBe(303);
  return fields.agreement_id;
}
/** The other side signs in its own house. */
const otherSigns = (id: string) =>
  owner(
    house.people,
    `update consent.agreement set signed_b_by = $2, state = 'signed' where agreement_id = $1`,
    [id, randomUUID()],
  );

it('says that there is none and with whom one could be made, to nobody else', async () => {
  const empty = await house.ask(liaison, HERE);
  expect(empty.text).toContain('There is no agreement yet');
  expect((await house.ask(liaison, `${HERE}/new`)).text).toContain(
    'No other organisation is known',
  );
  clinic = await addOrganisation(house.people.house.database, { name: 'Clinic of the Harbour' });
  expect((await house.ask(liaison, `${HERE}/new`)).text).toContain('Clinic of the Harbour');
  for (const other of [house.marta, house.admin]) {
    expect((await house.ask(other, HERE)).status).toBe(404);
    expect((await house.ask(other, '/staff/account')).body).not.toContain(HERE);
  }
  expect((await house.ask(liaison, '/staff/account')).body).toContain(HERE);
});

it('goes from the draft to live, and stops at once', async () => {
  const id = await drafted();
  const draft = await house.ask(liaison, `${HERE}/${id}`);
  for (const words of [
    'With Clinic of the Harbour',
    'Draft',
    '1 January 2026 to 31 December 2099',
    'the need, the language',
    'ab'.repeat(32),
  ])
    expect(draft.text).toContain(words);
  const harm = await house.ask(dpo, `${HERE}/${id}/harm`, HARM);
  expect(harm.text).toContain('Both sides can sign now');
  expect(harm.text).toContain('whoever employs them <b>');
  expect(harm.body).not.toContain('them <b>');
  expect(harm.text).toContain('a colleague signs for your side');
  const signed = await house.ask(liaison, `${HERE}/${id}/signature`, {});
  expect(signed.text).toContain('You have signed for your side');
  expect(signed.text).toContain('Clinic of the Harbour has not signed yet');
  await otherSigns(id);
  expect((await house.ask(liaison, `${HERE}/${id}`)).text).toContain('Start it now');
  expect((await house.ask(liaison, `${HERE}/${id}/start`, {})).text).toContain('It is live.');
  expect(await read(id)).toMatchObject({ state: 'live' });
  const stopped = await house.ask(dpo, `${HERE}/${id}/stop`, { state: 'suspended' });
  expect(stopped.text).toContain('Nothing goes under it from now on');
  expect(await read(id)).toMatchObject({ state: 'suspended' });
  expect((await house.ask(dpo, `${HERE}/${id}/reopen`, {})).text).toContain('It is a draft again');
  const unsure = await house.ask(dpo, `${HERE}/${id}/stop`, { state: 'ended' });
  expect(unsure.text).toContain('the tick that you want to end it');
  expect(await read(id)).toMatchObject({ state: 'draft' });
  const ended = await house.ask(dpo, `${HERE}/${id}/stop`, { state: 'ended', sure: 'true' });
  expect(ended.text).toContain('It has ended');
  const again = await house.ask(liaison, `${HERE}/new?from=${id}`);
  expect(again.body).toMatch(/value="need" checked/);
  expect(again.body).toMatch(new RegExp(`value="${clinic}" selected`));
});

it('counts the last day wholly, in the zone of the house', async () => {
  const id = await drafted({ ends_at: '30 March 2031' });
  // Lisbon is an hour ahead of UTC from 30 March 2031 on.
  expect(await read(id)).toMatchObject({ ends_at: new Date('2031-03-30T23:00:00Z') });
  expect((await house.ask(liaison, `${HERE}/${id}`)).text).toContain('to 30 March 2031');
});

it.each([
  [{ purposes: [] as string[] }, 'what for'],
  [{ categories: 'permit' }, 'what may go'],
  [{ document_sha256: 'ab' }, 'the checksum'],
  [{ starts_at: 'soon' }, 'soon'],
  [{ ends_at: '31 December 2025' }, 'the last day, after the first'],
  [{ with_org: '' }, 'the organisation'],
])('keeps what was typed when it refuses %j', async (wrong, said) => {
  const fields = filled(wrong);
  const answer = await house.ask(liaison, HERE, fields);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(said);
  expect(answer.body).toMatch(/name="audit_right" value="true" checked/);
  expect(await read(fields.agreement_id)).toBeUndefined();
});

it('says what is missing, and does not start without it', async () => {
  const id = await drafted({ audit_right: [] });
  await house.ask(dpo, `${HERE}/${id}/harm`, HARM);
  await house.ask(liaison, `${HERE}/${id}/signature`, {});
  await otherSigns(id);
  const page = await house.ask(liaison, `${HERE}/${id}`);
  expect(page.text).toContain('not promised');
  expect(page.text).toContain('A promise is missing');
  expect(page.body).not.toContain(`${id}/start`);
  expect((await house.ask(liaison, `${HERE}/${id}/start`, {})).status).toBe(400);
  expect(await read(id)).toMatchObject({ state: 'signed' });
});

it('tells whoever comes second that it has changed', async () => {
  const id = await drafted();
  await house.ask(dpo, `${HERE}/${id}/harm`, HARM);
  const late = await house.ask(liaison, `${HERE}/${id}/harm`, HARM);
  expect(late.status).toBe(409);
  expect(late.text).toContain('has changed meanwhile');
  expect((await house.ask(liaison, `${HERE}/${randomUUID()}`)).status).toBe(404);
});

it('cuts off only where the house is a network, and asks first', async () => {
  const org = house.people.house.org;
  const be = (kind: string) =>
    owner(house.people, 'update fw.organisation set kind = $2 where org_id = $1', [org, kind]);
  await be('shelter');
  expect((await house.ask(dpo, HERE)).text).not.toContain('Cut an organisation off');
  await be('network');
  expect((await house.ask(dpo, HERE)).text).toContain('Cut an organisation off');
  const unsure = await house.ask(dpo, `${HERE}/cut`, { org: clinic, cut: 'true' });
  expect(unsure.text).toContain('the tick that you want to cut it off');
  const cut = await house.ask(dpo, `${HERE}/cut`, { org: clinic, cut: 'true', sure: 'true' });
  expect(cut.text).toContain('It is cut off.');
  expect(cut.text).toContain('Let Clinic of the Harbour back');
  expect((await house.ask(liaison, `${HERE}/new`)).text).not.toContain('Clinic of the Harbour');
  expect((await house.ask(dpo, `${HERE}/cut`, { org: clinic, cut: 'false' })).text).toContain(
    'let back',
  );
});

it('speaks Arabic', async () => {
  const { body, text } = await house.ask(liaison, HERE, undefined, 'ar');
  expect(body).toContain('dir="rtl"');
  expect(text).not.toMatch(/agreements\./);
});
