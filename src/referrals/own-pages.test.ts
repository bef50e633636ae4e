/** Her own pages: by the code that was scanned, by the one that she says, and the note to take along. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitsForLock } from '../firewall/context/testing.ts';
import { act, codeDigest } from '../firewall/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadLook, surroundingsOf } from '../site/index.ts';
import { smallHouse } from '../site/testing.ts';
import { ownReferralPages, recipientPages } from './index.ts';
import { clinic, CLINIC_CODE, PACKET, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
let app: FastifyInstance;
beforeAll(async () => {
  house = await testHouse();
  const { door, secret, parts } = house;
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  const site = smallHouse([], { neutralAddress: 'https://weather.example/' });
  const surroundings = surroundingsOf(site, loadLanguages(), loadLook());
  await app.register(recipientPages, { door, surroundings });
  const { directory } = parts;
  await app.register(ownReferralPages, { door, secret, surroundings, directory });
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function linked(subject: string) {
  const one = await house.sent({ network_id: house.byLink, subject });
  return { ...one, path: new URL(one.link?.link ?? '').pathname, code: one.link?.code ?? '' };
}
const get = (url: string) => app.inject({ url });
const post = (url: string, fields: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

describe('her own pages', () => {
  it('show the answer by the code of her slip, take her word, and take it back in two steps', async () => {
    const person = await house.person();
    const one = await linked(person.subject);
    await post(one.path, { step: 'open', code: one.code });
    await post(one.path, { step: 'accept', code: one.code, day: '2027-12-01', time: '10:00' });
    const page = '/en/my/referrals';
    expect((await get('/my/referrals')).headers['location']).toBe('/?to=%2Fmy%2Freferrals');
    expect((await post(page, { code: 'slip-of-nobody' })).body).toContain(
      'This code opens nothing',
    );
    const shown = await post(page, { code: person.code });
    for (const text of ['They said yes.', 'Doctor Lind', '10:00'])
      expect(shown.body).toContain(text);
    expect(shown.headers['set-cookie']).toBeUndefined();
    expect(
      (await post(page, { code: person.code, referral: one.referral_id, outcome: 'refused' }))
        .statusCode,
    ).toBe(422);
    const said = await post(page, {
      code: person.code,
      referral: one.referral_id,
      outcome: 'refused',
      reason: 'fee',
    });
    expect(said.body).toContain('You were not served.');
    // How it ended stays; what they can still read she may take back, once.
    const back = { code: person.code, referral: one.referral_id };
    expect(said.body.match(/value="1"/g)).toHaveLength(1);
    const asked = await post(page, { ...back, take_back: '1' });
    expect(asked.body).toContain('They are told to delete what they wrote down.');
    const done = await post(page, { ...back, take_back: 'sure' });
    expect(done.body).toContain('You were not served.');
    expect(done.body).not.toContain('name="take_back"');
    expect((await house.state(one.referral_id))['state']).toBe('refused');
    expect((await post(one.path, { step: 'open', code: one.code })).body).toContain(
      'This was taken back',
    );
    expect(
      await house.owner(
        `select octet_length(k.sealed) as bytes, g.withdrawn_how, g.left_before::int, (select count(*)::int from consent.withdrawal_notice n where n.grant_id = g.grant_id) as told
         from referrals.referral r join referrals.packet k using (packet_id) join consent.record g on g.grant_id = r.grant_id where r.referral_id = $1`,
        [one.referral_id],
      ),
    ).toEqual([{ bytes: 1, withdrawn_how: 'token', left_before: 1, told: 1 }]);
    const two = await linked(person.subject);
    const sure = await post(page, { code: person.code, referral: two.referral_id, take_back: '1' });
    expect(sure.body).toContain('Help here stays the same.');
    expect((await house.state(two.referral_id))['state']).toBe('sent');
    await post(page, { code: person.code, referral: two.referral_id, take_back: 'sure' });
    expect((await house.state(two.referral_id))['state']).toBe('withdrawn');
    // Pressed twice, or from a page of before: she reads where it stands, not that something broke.
    for (const late of [{ take_back: 'sure' }, { take_back: '1' }, { outcome: 'received' }]) {
      const again = await post(page, {
        code: person.code,
        referral: two.referral_id,
        ...(late as Record<string, string>),
      });
      expect(again.statusCode).toBe(200);
      expect(again.body).toContain('You took it back.');
      expect(again.body).not.toContain('Help here stays the same.');
    }
    expect((await house.state(two.referral_id))['state']).toBe('withdrawn');
    const stranger = await house.person();
    const other = await post(page, {
      code: stranger.code,
      referral: two.referral_id,
      take_back: 'sure',
    });
    expect(other.statusCode).toBe(404);
    expect(ORG_A).toMatch(/aa$/);
  });
});

describe('the code that is said aloud', () => {
  const page = '/en/my/referrals';
  const refusal = 'This code opens nothing';
  const numberOf = async (id: string): Promise<string> => {
    const { number } = await house.state(id);
    return String(number);
  };

  it('opens one referral, with its four digits, and nothing else of hers', async () => {
    const { subject } = await house.person();
    const code = await house.spoken(subject);
    const one = await linked(subject);
    const two = await linked(subject);
    await post(one.path, { step: 'open', code: one.code });
    await post(one.path, { step: 'accept', code: one.code, day: '2027-12-01', time: '10:00' });
    const number = await numberOf(one.referral_id);
    const said = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    const shown = await post(page, { code: said, number });
    expect(shown.statusCode).toBe(200);
    for (const text of ['They said yes.', 'Doctor Lind', `number ${number}`])
      expect(shown.body).toContain(text);
    if ((await numberOf(two.referral_id)) !== number)
      expect(shown.body).not.toContain(await numberOf(two.referral_id));
    // Digits of other scripts are digits; without them the code opens nothing, nor does it open the rest of her record.
    const arabic = [...number].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
    expect((await post(page, { code, number: arabic })).body).toContain('They said yes.');
    expect((await post(page, { code })).body).toContain(refusal);
    const elsewhere = { code, number, referral: two.referral_id, take_back: 'sure' };
    if ((await numberOf(two.referral_id)) !== number)
      expect((await post(page, elsewhere)).statusCode).toBe(404);
    expect((await house.state(two.referral_id))['state']).toBe('sent');
    const taken = { code, number, referral: one.referral_id, take_back: 'sure' };
    expect((await post(page, taken)).statusCode).toBe(200);
    expect((await house.state(one.referral_id))['state']).toBe('withdrawn');
  });

  it('is locked for an hour by five wrong tries, in the words of any that opens nothing', async () => {
    const { subject } = await house.person();
    const code = await house.spoken(subject);
    const one = await linked(subject);
    const number = await numberOf(one.referral_id);
    const wrong = String((Number(number) + 1) % 10_000).padStart(4, '0');
    const mistyped = `${code.slice(0, 10)}${code.endsWith('0') ? '1' : '0'}`;
    for (let n = 0; n < 9; n++)
      expect((await post(page, { code: mistyped, number })).statusCode).toBe(404);
    for (let n = 0; n < 4; n++)
      expect((await post(page, { code, number: wrong })).body).toContain(refusal);
    expect((await post(page, { code, number })).body).toContain('Doctor Lind');
    const fifth = await post(page, { code, number: wrong });
    const right = await post(page, { code, number });
    expect(right.statusCode).toBe(404);
    expect(right.body).toBe(fifth.body);
    const unknown = await post(page, { code: await house.spoken(randomUUID()), number });
    expect(unknown.body).toBe(right.body);
    await house.owner(
      `update staff.attempt set window_start = window_start - interval '61 minutes'`,
    );
    expect((await post(page, { code, number })).body).toContain('Doctor Lind');
  });

  it('counts wrong tries that are under way: the next one waits for them', async () => {
    const { subject } = await house.person();
    const code = await house.spoken(subject);
    const one = await linked(subject);
    const number = await numberOf(one.referral_id);
    const digest = codeDigest(house.secret, 'spoken', code);
    const asking = { role: 'app_keeper', actor: 'slip', purpose: 'own.access' } as const;
    const wrong = String((Number(number) + 1) % 10_000).padStart(4, '0');
    let right: ReturnType<typeof post> | undefined;
    await act(house.door.database, asking, async (tx) => {
      for (let n = 0; n < 5; n++)
        await tx.query('select fw.person_by_spoken($1, $2, true)', [digest, wrong]);
      right = post(page, { code, number });
      await waitsForLock(house.door.database, right);
    });
    expect((await right)?.statusCode).toBe(404);
    await house.owner(
      `update staff.attempt set window_start = window_start - interval '61 minutes'`,
    );
    expect((await post(page, { code, number })).body).toContain('Doctor Lind');
  });
});

describe('the note to take along', () => {
  it('says when, where, what to bring; nothing of why; and that a place is not listed any more', async () => {
    const page = '/en/my/referrals';
    const person = await house.person();
    const one = await linked(person.subject);
    await post(one.path, { step: 'open', code: one.code });
    const ask = { code: person.code, referral: one.referral_id, note: '1' };
    expect((await post(page, ask)).body).toContain('No time is set yet.');
    await post(one.path, { step: 'accept', code: one.code, day: '2027-12-01', time: '10:00' });
    house.listings.set(
      CLINIC_CODE,
      clinic({
        place: {
          areaOnly: false,
          address: ['4 Mill Lane', 'Selmora'],
          transport: { text: 'Tram 2 to Mill Lane', lang: 'en' },
        },
        phones: [{ number: '+49 30 901820', kind: 'voice' }],
      }),
    );
    const note = (await post(page, ask)).body;
    for (const text of ['Doctor Lind', '10:00', '4 Mill Lane', 'Tram 2 to Mill Lane', '901820'])
      expect(note).toContain(text);
    const main = note.slice(note.indexOf('<main'), note.indexOf('</main'));
    for (const text of ['doctor', PACKET.sentence ?? '', 'health'])
      expect(main.replaceAll('Doctor Lind', '').toLowerCase()).not.toContain(text.toLowerCase());
    house.listings.delete(CLINIC_CODE);
    expect((await post(page, ask)).body).toContain('This place is not in our list now.');
    house.listings.set(CLINIC_CODE, clinic());
  });
});
