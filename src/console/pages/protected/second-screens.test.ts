/** What waits for a second officer, as plain forms: the empty state, preparing, reading, confirming, saying no, in both rooms. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAgreement, addOrganisation, insert } from '../../../firewall/context/testing.ts';
import { openSealedText } from '../../../protection/member-key.ts';
import { readStatement } from '../../../protection/statement.ts';
import { comesIn, handsOver } from '../../../protection/testing.ts';
import { CATEGORIES } from '../../../referrals/packet.ts';
import { PASSWORD } from '../../../staff/testing.ts';
import { owner } from '../../../sync/testing.ts';
import { type Officer, type Screens, screensOf } from './screens-testing.ts';

let screens: Screens;
let network_id: string;
beforeAll(async () => {
  screens = await screensOf();
  const { database, org } = screens.house.desk.house;
  const to = await addOrganisation(database, { name: 'Doctor Lind', kind: 'health' });
  const agreement_id = await addAgreement(database, [org, to], { categories: CATEGORIES });
  network_id = randomUUID();
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
});
beforeEach(() => screens.wind());
afterAll(() => screens.close());

describe.each(['child', 'survivor'] as const)('in the room %s', (room) => {
  let lena: Officer;
  let omar: Officer;
  let visit: string;
  const at = (rest = ''): string => `/staff/protected/${room}${rest}`;
  const steps = () => at(`/visits/${visit}/steps`);
  const rows = <T>(sql: string, values: unknown[] = [visit]) =>
    owner(screens.house.desk, sql, values) as Promise<T[]>;

  beforeAll(async () => {
    const { house } = screens;
    lena = (await house.officer(room)) as Officer;
    omar = (await house.officer(room)) as Officer;
    await house.makeKey(room, lena, [lena, omar]);
    const tablet = await house.desk.tablet(await house.desk.worker('desk'));
    visit = await comesIn(tablet);
    await handsOver(tablet, visit, room);
  });

  const sending = (more: Record<string, string> = {}) => ({
    referral_id: randomUUID(),
    network_id,
    need: 'health.doctor',
    level: 'today',
    agreed: 'interpreter',
    yes: 'true',
    sentence: 'Please a quiet room.',
    ...more,
  });
  /** Prepared by Lena; its number and what goes with the next step. */
  async function prepared(more: Record<string, string> = {}) {
    const fields = sending(more);
    const answer = await screens.ask(lena, steps(), fields);
    expect([answer.status, answer.body.includes('Prepared. Nothing has left')]).toEqual([
      200,
      true,
    ]);
    expect(answer.body).not.toContain('data-link');
    return fields.referral_id;
  }
  /** What his browser makes of it, with his key. */
  async function readBy(who: Officer, id: string): Promise<string> {
    const { shares } = await screens.house.keys(who, room);
    const role = await openSealedText(who.own.identity, shares[0]?.sealed ?? '');
    const [{ sealed } = { sealed: Buffer.of() }] = await rows<{ sealed: Buffer }>(
      `select sealed from ${room}.referral where referral_id = $1`,
      [id],
    );
    return readStatement(await openSealedText(role, sealed.toString('base64url')))?.packet ?? '';
  }

  it('nothing waits, and the page says so', async () => {
    const { body } = await screens.ask(omar, at());
    expect(body).toContain('Nothing waits for a second officer.');
  });

  it('it is prepared with the wish of whom it is about, and no link is told', async () => {
    const refused = await screens.ask(lena, steps(), sending({ yes: '' }));
    expect(refused.status).toBe(400);
    expect(refused.body).toContain(
      room === 'child'
        ? 'Nothing is sent that the child does not want.'
        : 'Without her yes nothing is sent.',
    );
    await prepared();
    if (room === 'child') await prepared({ yes: '', agreed: 'too_small' });
    expect(
      await rows(`select distinct state, agreed from ${room}.referral where visit_id = $1`),
    ).toHaveLength(room === 'child' ? 2 : 1);
    expect(await rows(`select 1 from ${room}.way_in`, [])).toEqual([]);
  });

  it('stands on the page of everybody; whoever prepared can stop it, the other one opens and confirms', async () => {
    const hers = await screens.ask(lena, at(`/visits/${visit}`));
    expect(hers.body).toContain('You prepared it: another officer confirms.');
    expect(hers.body).not.toContain('data-confirm');
    const his = await screens.ask(omar, at());
    expect(his.body).toContain('Doctor Lind');
    expect(his.body).toMatch(/waits? for a second officer/);
    expect(his.body).not.toContain('Nothing waits for a second officer.');
    const page = await screens.ask(omar, at(`/visits/${visit}`));
    expect(page.body).toMatch(/<form[^>]*data-confirm hidden>/);
    expect(page.body).toContain('Open your key and read it');
    expect(page.body).not.toContain('Please a quiet room.');
    const noKey = (await screens.house.officer(room)) as Officer;
    const without = await screens.ask(noKey, at(`/visits/${visit}`));
    expect(without.body).toContain('Only an officer who holds the key');
    expect(without.body).not.toContain('data-confirm');
  });

  it('the second officer’s yes tells link and code once, after a proof that went old too; nobody else’s does', async () => {
    const id = await prepared();
    const yes = { confirm: id, changes: '1', opened: await readBy(omar, id) };
    const own = await screens.ask(lena, steps(), yes);
    expect(own.status).toBeGreaterThanOrEqual(400);
    expect(own.body).toContain('Another officer has to do this.');
    const changed = await screens.ask(omar, steps(), {
      ...yes,
      opened: yes.opened.replace('quiet', 'small'),
    });
    expect([changed.status, changed.body.includes('This is not what was prepared.')]).toEqual([
      400,
      true,
    ]);
    await screens.ageProof(omar);
    const asked = await screens.ask(omar, steps(), yes);
    expect([asked.status, asked.body.includes(`name="confirm" value="${id}"`)]).toEqual([
      403,
      true,
    ]);
    const proof = { proof_password: PASSWORD, proof_code: omar.recoveryCodes[0] ?? '' };
    const done = await screens.ask(omar, steps(), { ...yes, ...proof });
    expect(done.status).toBe(200);
    expect(done.body).toMatch(/data-link>https:\/\/[a-z.]+\/r\/[\w-]{22}</);
    expect(done.body).toMatch(/data-code>(?:[0-9A-Z]{3} ?){3}</);
    const again = await screens.ask(omar, steps(), yes);
    expect([again.status, again.body.includes('data-code')]).toEqual([409, false]);
    const seen = await screens.ask(lena, at(`/visits/${visit}`));
    expect(seen.body).toContain('confirmed by');
    expect(seen.body).not.toContain('data-code');
  });

  it('a no has a reason, which the one who prepared reads', async () => {
    const id = await prepared();
    const no = { visit, changes: '1', step: 'say_no' };
    expect((await screens.ask(omar, at(`/steps/${id}`), no)).status).toBe(400);
    const own = await screens.ask(lena, at(`/steps/${id}`), { ...no, reason: 'not_safe' });
    expect(own.body).toContain('Another officer has to do this.');
    const said = await screens.ask(omar, at(`/steps/${id}`), { ...no, reason: 'not_safe' });
    expect(said.status).toBe(200);
    const { body } = await screens.ask(lena, at(`/visits/${visit}`));
    expect(body).toContain('said no: it is not safe there');
    expect(body).toContain('Nothing has left.');
    const stopped = await prepared();
    const stop = await screens.ask(lena, at(`/steps/${stopped}`), {
      visit,
      changes: '1',
      step: 'cancel',
    });
    expect(stop.status).toBe(200);
  });

  it('every screen is said whole in each language of the console, with something that waits', async () => {
    await prepared();
    for (const language of ['en', 'fr', 'es', 'ar', 'uk', 'pt'])
      for (const who of [lena, omar])
        for (const path of ['', `/visits/${visit}`]) {
          const { status, body } = await screens.ask(who, at(path), undefined, language);
          expect([language, path, status]).toEqual([language, path, 200]);
          expect(
            body.match(/(path|nav|told|space|ticket|referral)\.[a-z]+_?[a-z]*(?=[<"\s])/g),
          ).toBeNull();
        }
  });

  it('an interpreter is asked for and answered for at the address of steps, in words of the desk', async () => {
    const page = await screens.ask(lena, at(`/visits/${visit}`));
    expect(page.body).toContain('Who can now');
    expect(page.body).toContain('The desk wrote down no language.');
    const asked = {
      interpreter_ref: randomUUID(),
      event_id: v7(),
      languages: 'ti',
      setting: 'phone',
      sensitive: 'true',
    };
    for (const wrong of [{ languages: '' }, { setting: 'street' }, { languages: 'her story' }])
      expect((await screens.ask(lena, steps(), { ...asked, ...wrong })).status).toBe(400);
    const done = await screens.ask(lena, steps(), asked);
    expect(done.status).toBe(200);
    expect(done.body).toContain('Tigrinya');
    expect(done.body).toMatch(/name="booking" value="joined"/);
    const { interpreter_ref } = asked;
    const answer = { interpreter_ref, event_id: v7(), spoken_id: v7(), booking: 'ended' };
    expect((await screens.ask(omar, steps(), answer)).status).toBe(409);
    const joined = await screens.ask(omar, steps(), { ...answer, booking: 'joined' });
    expect([joined.status, joined.body.includes('name="booking" value="ended"')]).toEqual([
      200,
      true,
    ]);
    expect(
      await rows('select kind from casework.event where visit_id = $1 and kind in ($2, $3)', [
        visit,
        'interpreter_asked',
        'communication',
      ]),
    ).toHaveLength(2);
  });

  it('is not there for an officer of the other room', async () => {
    const id = await prepared();
    const other = (await screens.house.officer(room === 'child' ? 'survivor' : 'child')) as Officer;
    for (const [url, fields] of [
      [steps(), { confirm: id, changes: '1', opened: await readBy(omar, id) }],
      [at(`/steps/${id}`), { visit, changes: '1', step: 'say_no', reason: 'not_now' }],
      [at(`/steps/${id}`), { visit, changes: '1', step: 'withdraw' }],
    ] as const)
      expect((await screens.ask(other, url, fields)).status).toBe(404);
  });
});
