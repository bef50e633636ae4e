/** Officers' screens as plain forms, asked over HTTP against the real database: what works without a script, and what is refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAgreement, addOrganisation, insert } from '../../../firewall/context/testing.ts';
import { comesIn, handsOver } from '../../../protection/testing.ts';
import { CATEGORIES } from '../../../referrals/packet.ts';
import { PASSWORD } from '../../../staff/testing.ts';
import { owner, POINT } from '../../../sync/testing.ts';
import { type Officer, type Screens, screensOf } from './screens-testing.ts';

let screens: Screens;
let house: Screens['house'];
let ask: Screens['ask'];
let noor: Officer;
let visit: string;
const at = (rest = ''): string => `/staff/protected/survivor${rest}`;

beforeAll(async () => {
  screens = await screensOf();
  ({ house, ask } = screens);
  noor = (await house.officer('survivor')) as Officer;
  await house.makeKey('survivor', noor, [noor]);
  const tablet = await house.desk.tablet(await house.desk.worker('desk'));
  visit = await comesIn(tablet);
  await handsOver(tablet, visit, 'survivor');
});
beforeEach(() => screens.wind());
afterAll(() => screens.close());

const ageProof = () => screens.ageProof(noor);
const rows = (sql: string) => owner(house.desk, sql, [visit]);
const step = (more: Record<string, string> = {}) => ({
  step_id: randomUUID(),
  kind: 'report',
  owner: noor.actor,
  due_day: '5 1 2027',
  due_time: '9.30',
  choice: 'offered',
  ...more,
});

describe('a survivor’s steps', () => {
  it('are stored by the clocks of the installation', async () => {
    const answer = await ask(noor, at(`/visits/${visit}/steps`), step());
    expect(answer.status).toBe(200);
    expect(
      await rows('select kind, choice, due_at from survivor.step where visit_id = $1'),
    ).toEqual([{ kind: 'report', choice: 'offered', due_at: new Date('2027-01-05T03:45:00Z') }]);
    expect(answer.body).toContain('name="due_day" value="5 January 2027"');
    expect(answer.body).toContain('name="due_time" value="09:30"');
    expect(answer.body).not.toMatch(/type="(?:date|datetime-local|time)"/);
  });

  it('report nothing that she did not choose', async () => {
    const [{ step_id: id }] = (await rows(
      'select step_id from survivor.step where visit_id = $1',
    )) as [{ step_id: string }];
    const done = {
      visit,
      state: 'done',
      owner: noor.actor,
      due_day: '5 January 2027',
      due_time: '09:30',
    };
    const refused = await ask(noor, at(`/steps/${id}`), { ...done, choice: 'offered' });
    expect(refused.status).toBe(400);
    expect(await rows('select state from survivor.step where visit_id = $1')).toEqual([
      { state: 'open' },
    ]);
    expect((await ask(noor, at(`/steps/${id}`), { ...done, choice: 'chosen' })).status).toBe(200);
  });

  it('say what was not understood, and how it is written', async () => {
    for (const [wrong, said] of [
      [
        { due_day: '31 2 2027' },
        'a day that exists, such as 14 May 2027. These do not stand: 31 2 2027',
      ],
      [{ due_time: 'soon' }, 'a time of day, such as 14:30. These do not stand: soon'],
    ] as const) {
      const answer = await ask(noor, at(`/visits/${visit}/steps`), step(wrong));
      expect(answer.status).toBe(400);
      expect(answer.body.replace(/<[^>]*>/g, '').replace(/[\u2066-\u2069]/g, '')).toContain(said);
    }
  });
});

describe('spaces', () => {
  it('that do not suit are refused, unless somebody answers for it by name until an hour', async () => {
    const put = () =>
      ask(noor, at(`/visits/${visit}/space`), {
        event_id: randomUUID(),
        place_kind: 'mother_baby',
      });
    expect((await put()).status).toBe(409);
    const named = { override_id: randomUUID(), point_id: POINT, place_kind: 'mother_baby' };
    const answered = { ...named, why: 'no_space_free', hours: '24' };
    expect((await ask(noor, at(`/visits/${visit}/override`), answered)).status).toBe(200);
    expect((await put()).status).toBe(200);
  });
});

describe('a proof that is too old', () => {
  it('is asked for with everything that was sent carried along, and the act goes on with it', async () => {
    await ageProof();
    const sent = step({ kind: 'legal', choice: 'chosen' });
    const asked = await ask(noor, at(`/visits/${visit}/steps`), sent);
    expect(asked.status).toBe(403);
    for (const [name, value] of Object.entries(sent))
      expect(asked.body).toContain(`<input type="hidden" name="${name}" value="${value}">`);
    expect(
      await rows(`select 1 from survivor.step where visit_id = $1 and kind = 'legal'`),
    ).toEqual([]);
    const proof = { proof_password: PASSWORD, proof_code: noor.recoveryCodes[0] ?? '' };
    const wrong = { ...proof, proof_password: 'nine lanterns on a short quay' };
    const again = await ask(noor, at(`/visits/${visit}/steps`), { ...sent, ...wrong });
    expect(again.status).toBe(403);
    expect(again.body).toContain(sent.step_id);
    expect(again.body).not.toContain(wrong.proof_password);
    const done = await ask(noor, at(`/visits/${visit}/steps`), { ...sent, ...proof });
    expect(done.status).toBe(200);
    expect(
      await rows(`select owner_id from survivor.step where visit_id = $1 and kind = 'legal'`),
    ).toEqual([{ owner_id: noor.actor }]);
  });

  it('leads back to the page that was asked for, and nowhere else', async () => {
    for (const [nth, to, back] of [
      [1, at(`/visits/${visit}`), at(`/visits/${visit}`)],
      [2, 'https://elsewhere.example/', '/staff/protected/child'],
      [3, '/staff/protected/survivor/../../access', '/staff/protected/child'],
    ] as const) {
      await ageProof();
      const asked = await ask(noor, at(`/visits/${visit}`));
      expect(asked.status).toBe(403);
      expect(asked.body).toContain(`name="to" value="${at(`/visits/${visit}`)}"`);
      const proof = { proof_password: PASSWORD, proof_code: noor.recoveryCodes[nth] ?? '' };
      const answer = await ask(noor, '/staff/protected/proof', { to, ...proof });
      expect([answer.status, answer.to]).toEqual([303, back]);
    }
  });
});

describe('what is not there', () => {
  it('looks like any address that is not there: the other room, its acts, another’s visit, no number', async () => {
    const nowhere = await ask(noor, '/staff/protected/nothing');
    expect(nowhere.status).toBe(404);
    for (const path of [
      '/staff/protected/child',
      '/staff/protected/child/keys',
      `/staff/protected/child/visits/${visit}`,
      at(`/visits/${randomUUID()}`),
      at('/visits/1'),
    ])
      expect(await ask(noor, path)).toEqual(nowhere);
    const adult = { release_id: randomUUID(), guardianship_id: randomUUID() };
    expect((await ask(noor, at(`/visits/${visit}/release`), adult)).status).toBe(404);
  });

  it('is nothing without a sign-in', async () => {
    const stranger = { ...noor, session: 'nobody' };
    expect(await ask(stranger, at(`/visits/${visit}`))).toMatchObject({
      status: 303,
      to: '/staff/sign-in',
    });
  });
});

describe('what is sent elsewhere', () => {
  const sending = (network_id: string, more: Record<string, string> = {}) => ({
    referral_id: randomUUID(),
    network_id,
    need: 'health.doctor',
    level: 'today',
    same_sex: 'woman',
    agreed: 'interpreter',
    yes: 'true',
    of_age: 'true',
    ...more,
  });

  it('goes with her yes and what the service needs, to whoever is reached by a link; and is late where it is late', async () => {
    expect((await ask(noor, at(`/visits/${visit}`))).body).toContain('neither by a link');
    const { database, org } = house.desk.house;
    const to = await addOrganisation(database, { name: 'Doctor Lind', kind: 'health' });
    const agreement_id = await addAgreement(database, [org, to], { categories: CATEGORIES });
    const network_id = randomUUID();
    await insert(database, 'referrals.network_entry', {
      network_id,
      org_id: org,
      to_org: to,
      listing_code: '10009',
      service_type: 'health',
      route: 'link',
      email: 'desk@lind.example',
      agreement_id,
    });
    const send = (more: Record<string, string>) =>
      ask(noor, at(`/visits/${visit}/steps`), sending(network_id, more));
    for (const [more, said] of [
      [{ yes: '' }, 'Without her yes nothing is sent.'],
      [{ age_band: '12-17' }, 'She is under 18: leave out the tick'],
      [{ need: 'law' }, 'This service does not meet that need.'],
    ] as const) {
      const refused = await send(more);
      expect([refused.status, refused.body.includes(said)]).toEqual([400, true]);
    }
    expect(await rows('select 1 from survivor.referral where visit_id = $1')).toEqual([]);

    const sent = await send({ languages: 'ar, ti', contact: 'by the clinic’s own desk' });
    expect([sent.status, sent.body.includes('desk@lind.example')]).toEqual([200, true]);
    expect(sent.body).toMatch(/data-link>https:\/\/[a-z.]+\/r\/[\w-]{22}</);
    expect(sent.body).toMatch(/data-code>(?:[0-9A-Z]{3} ?){3}</);
    const again = await ask(noor, at(`/visits/${visit}`));
    expect(again.body).not.toContain('data-code');
    expect(
      await rows('select fields, categories from survivor.referral where visit_id = $1'),
    ).toEqual([
      {
        fields: ['needs', 'level', 'languages', 'same_sex', 'contact'],
        categories: ['contact', 'language', 'need', 'wishes'],
      },
    ]);
    expect((await ask(noor, at())).body).toContain('1 sent, no answer yet');
    await rows(
      `update survivor.referral set answer_due = now() - interval '1 hour', escalate_at = now() - interval '1 minute' where visit_id = $1`,
    );
    expect((await ask(noor, at('/alarms'))).body).toContain(
      'No answer to what was sent elsewhere.',
    );
    const [{ referral_id = '', changes = 0 } = {}] = (await rows(
      'select referral_id, changes from survivor.referral where visit_id = $1',
    )) as { referral_id?: string; changes?: number }[];
    const step = { visit, changes: String(changes), step: 'decline' };
    expect((await ask(noor, at(`/steps/${referral_id}`), step)).status).toBe(400);
    const declined = await ask(noor, at(`/steps/${referral_id}`), { ...step, reason: 'full' });
    expect([declined.status, declined.body.includes('no place free')]).toEqual([200, true]);
    expect((await ask(noor, at(`/steps/${referral_id}`), { ...step, reason: 'full' })).status).toBe(
      409,
    );
  });

  it('write down a yes by telephone with its time, and another time, as they were said', async () => {
    const [{ network_id = '' } = {}] = (await rows(
      'select network_id from survivor.referral where visit_id = $1',
    )) as { network_id?: string }[];
    await ask(noor, at(`/visits/${visit}/steps`), sending(network_id, {}));
    const held = async () =>
      (
        (await rows(
          `select referral_id, changes, state, appointment_at from survivor.referral where visit_id = $1 order by sent_at desc limit 1`,
        )) as { referral_id: string; changes: number; state: string; appointment_at: Date }[]
      )[0];
    const { referral_id = '' } = (await held()) ?? {};
    const heard = async (fields: Record<string, string>) =>
      ask(noor, at(`/steps/${referral_id}`), {
        visit,
        changes: String((await held())?.changes),
        ...fields,
      });
    const when = { ref_day: '١ ديسمبر ٢٠٢٧', ref_time: '9:30' };
    for (const [fields, said] of [
      [{ step: 'accept', ref_day: '31 November 2027', ref_time: '9:30' }, '31 November 2027'],
      [{ step: 'accept', ref_day: '1 December 2027', ref_time: 'nine' }, 'nine'],
      [{ step: 'cancel', ref_day: '1 December 2027', ref_time: '9:30' }, 'go with a yes'],
      [{ step: 'accept', ref_day: '1 December 2020', ref_time: '9:30' }, 'This is over.'],
    ] as const) {
      const refused = await heard(fields);
      expect([refused.status, refused.body.includes(said)]).toEqual([400, true]);
    }
    expect(await held()).toMatchObject({ state: 'sent', appointment_at: null });
    const english = { ref_day: '1 December 2027', ref_time: '9:30' };
    expect((await heard({ step: 'accept', ...english })).status).toBe(200);
    const first = (await held())?.appointment_at;
    // Half past nine on the clocks of the house, in Kathmandu.
    expect(first?.toISOString()).toBe('2027-12-01T03:45:00.000Z');
    const none = await heard({ step: 'move' });
    expect(none.status).toBe(400);
    const moved = await heard({ step: 'move', ref_day: '2 December 2027', ref_time: '930' });
    expect([moved.status, moved.body.includes('set or changed afterwards')]).toEqual([200, true]);
    expect(Number((await held())?.appointment_at) - Number(first)).toBe(86_400_000);
    const arabic = await ask(
      noor,
      at(`/steps/${referral_id}`),
      { visit, changes: String((await held())?.changes), step: 'move', ...when },
      'ar',
    );
    expect(arabic.status).toBe(200);
    expect((await held())?.appointment_at).toEqual(first);
  });
});

it('every screen is said whole in each language of the console', async () => {
  for (const language of ['en', 'fr', 'es', 'ar', 'uk', 'pt'])
    for (const path of ['', `/visits/${visit}`, '/alarms', '/keys']) {
      const { status, body } = await ask(noor, at(path), undefined, language);
      expect([language, path, status]).toEqual([language, path, 200]);
      expect(
        body.match(/(path|nav|told|space|ticket|referral)\.[a-z]+_?[a-z]*(?=[<"\s])/g),
      ).toBeNull();
    }
});

it('the script of the keys comes packed, from this house alone, and is kept by its digest', async () => {
  const { body } = await ask(noor, at('/keys'));
  const [path = ''] = /\/staff\/officer-[\w-]{10}\.js/.exec(body) ?? [];
  const answer = await screens.app.inject({ url: path, headers: { 'accept-encoding': 'br' } });
  expect(answer.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': expect.stringContaining('immutable') as string,
  });
  expect(answer.rawPayload.length).toBeLessThan(60_000);
});
