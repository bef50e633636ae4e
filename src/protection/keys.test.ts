import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { owner, type Tablet } from '../sync/testing.ts';
import { keyWarnings } from './keys.ts';
import {
  type KeyPair,
  newGeneration,
  newKeyPair,
  openSealedText,
  openWithPasskey,
  openWithWords,
  sealTo,
  shareGeneration,
  wrapWithPasskey,
  wrapWithWords,
} from './member-key.ts';
import {
  comesIn,
  EFFORT,
  handsOver,
  type ProtectionHouse,
  protectionHouse,
  WORDS,
} from './testing.ts';

type Officer = Worker & { own: KeyPair };
let house: ProtectionHouse;
let lena: Officer;
let omar: Officer;
let yonas: Worker;
let tablet: Tablet;
beforeAll(async () => {
  house = await protectionHouse();
  lena = await house.officer('child');
  omar = await house.officer('child');
  yonas = await house.desk.worker('desk');
  tablet = await house.desk.tablet(yonas);
});
afterAll(() => house.close());

describe('a key of one’s own', () => {
  it('opens with its words or its passkey, and with nothing else', async () => {
    const { identity } = await newKeyPair();
    const byWords = await wrapWithWords(identity, WORDS, EFFORT);
    expect(await openWithWords(byWords, ` ${WORDS}`)).toBe(identity);
    await expect(openWithWords(byWords, `${WORDS}!`)).rejects.toThrow();
    await expect(wrapWithWords(identity, 'too short', EFFORT)).rejects.toThrow(RangeError);
    const secret = new Uint8Array(randomBytes(32));
    const byPasskey = await wrapWithPasskey(identity, secret);
    expect(await openWithPasskey(byPasskey, secret)).toBe(identity);
    await expect(openWithPasskey(byPasskey, new Uint8Array(randomBytes(32)))).rejects.toThrow();
    const moved = byPasskey.slice(0, -3) + (byPasskey.endsWith('AAA') ? 'BBB' : 'AAA');
    await expect(openWithPasskey(moved, secret)).rejects.toThrow();
  });

  it('lies on the server wrapped, and comes back to its owner only', async () => {
    const { own } = await house.keys(lena, 'child');
    expect(await openWithWords(own?.passphrase ?? '', WORDS)).toBe(lena.own.identity);
    const sheet = await wrapWithWords(lena.own.identity, 'a sheet of paper in a drawer', EFFORT);
    await house.post(lena, '/api/compartments/child/member-key', {
      recipient: lena.own.recipient,
      sheet,
    });
    const again = await house.keys(lena, 'child');
    expect(again.own).toMatchObject({ sheet, passphrase: own?.passphrase });
    expect((await house.keys(omar, 'child')).own?.recipient).toBe(omar.own.recipient);
    const rows = await owner(house.desk, 'select * from staff.member_key');
    expect(JSON.stringify(rows)).not.toContain('AGE-SECRET-KEY');
  });
});

describe('the role key', () => {
  it('is not there at first, and tablets are told of none', async () => {
    expect((await house.keys(lena, 'child')).warnings).toEqual(['no_key']);
    expect(tablet.start.role_keys).toEqual([]);
  });

  it('goes round: made by an officer, sealed to by a tablet, opened by holders, by nobody else', async () => {
    expect((await house.makeKey('child', lena, [lena])).status).toBe(201);
    expect((await house.keys(lena, 'child')).warnings).toEqual(['one_holder']);
    expect((await house.makeKey('child', lena, [lena, omar])).status).toBe(201);
    const room = await house.keys(omar, 'child');
    expect(room.warnings).toEqual([]);
    expect(room.keys.map(({ generation, closed_at }) => [generation, closed_at === null])).toEqual([
      [2, true],
      [1, false],
    ]);

    const desk = await house.desk.tablet(yonas);
    const [key] = desk.start.role_keys ?? [];
    expect(key).toMatchObject({ compartment: 'child', generation: 2 });
    const visit = await comesIn(desk);
    const file_id = randomUUID();
    const story = 'He is called Sami. He asks for his mother.';
    const { verdicts } = await handsOver(desk, visit, 'child', {
      files: [
        {
          file_id,
          compartment: 'child',
          visit_id: visit,
          generation: 2,
          sealed: await sealTo(key?.recipient ?? '', story),
        },
      ],
    });
    expect(verdicts[0]).toMatchObject({ result: 'recorded' });

    const seen = await house.get(omar, `/api/compartments/child/visits/${visit}`);
    const [file] = seen.body['sealed_files'] as { sealed: string; generation: number }[];
    const share = room.shares.find(({ generation }) => generation === file?.generation);
    const opener = await openSealedText(omar.own.identity, share?.sealed ?? '');
    expect(await openSealedText(opener, file?.sealed ?? '')).toBe(story);
    await expect(openSealedText(omar.own.identity, file?.sealed ?? '')).rejects.toThrow();
    const stored = await owner(house.desk, 'select sealed from child.file where file_id = $1', [
      file_id,
    ]);
    expect(String(stored[0]?.['sealed'])).not.toContain('Sami');
  });

  it('comes to a new holder with a new generation, with the earlier ones when a holder shares them', async () => {
    const nadia = await house.officer('child');
    expect((await house.keys(nadia, 'child')).shares).toEqual([]);
    // She works here and holds nothing: she can make no key that others then trust.
    expect((await house.makeKey('child', nadia, [nadia])).body).toMatchObject({
      code: 'second_person_needed',
    });
    expect((await house.makeKey('child', omar, [lena, omar, nadia])).status).toBe(201);
    const before = (await house.keys(omar, 'child')).shares.find(
      ({ generation }) => generation === 2,
    );
    const member = { account: nadia.actor, recipient: nadia.own.recipient };
    const shared = await shareGeneration(omar.own, before?.sealed ?? '', member);
    const put = await house.post(omar, '/api/compartments/child/keys/2/holders', shared);
    expect(put.status).toBe(201);
    const shares = (await house.keys(nadia, 'child')).shares;
    expect(shares.map(({ generation }) => generation)).toEqual([2, 3]);
    for (const { sealed } of shares)
      expect(await openSealedText(nadia.own.identity, sealed)).toMatch(/^AGE-SECRET-KEY-1/);

    // Leaving: a new generation without her, and her shares are gone.
    expect((await house.makeKey('child', lena, [lena, omar])).status).toBe(201);
    expect((await house.keys(nadia, 'child')).shares).toEqual([]);
    expect((await house.keys(lena, 'child')).shares.map(({ generation }) => generation)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('is refused with the reason: another generation first, a wrong key, somebody who does not work here', async () => {
    const holders = [{ account: lena.actor, recipient: lena.own.recipient }];
    const post = (made: object) => house.post(lena, '/api/compartments/child/keys', made);
    const again = await newGeneration(4, holders);
    expect((await post({ ...again, lead: lena.actor })).body).toMatchObject({ code: 'conflict' });
    const stranger = await newKeyPair();
    const swapped = await newGeneration(5, [
      { account: lena.actor, recipient: stranger.recipient },
    ]);
    expect((await post({ ...swapped, lead: lena.actor })).body).toMatchObject({
      code: 'bad_input',
      field: 'holder_has_key',
    });
    const others = await newGeneration(5, [{ account: omar.actor, recipient: omar.own.recipient }]);
    expect((await post({ ...others, lead: omar.actor })).body).toMatchObject({
      field: 'holders_include_maker',
    });
    const noor = await house.officer('survivor');
    const foreign = await newGeneration(5, [
      ...holders,
      { account: noor.actor, recipient: noor.own.recipient },
    ]);
    expect((await post({ ...foreign, lead: lena.actor })).body).toMatchObject({
      field: 'holder_works_here',
    });
    expect((await house.keys(lena, 'child')).keys[0]?.generation).toBe(4);
  });

  it('asks for a renewal when a holder no longer works here, and ends with the last one', async () => {
    await owner(
      house.desk,
      'update staff.role_grant set revoked_at = clock_timestamp() where account_id = $1',
      [omar.actor],
    );
    expect((await house.keys(lena, 'child')).warnings).toEqual(['one_holder', 'renewal_due']);
    await owner(house.desk, 'update staff.role_grant set revoked_at = null where account_id = $1', [
      omar.actor,
    ]);
    expect(
      keyWarnings(
        [{ generation: 1, closed_at: null }],
        [
          { active: false, generations: [1] },
          { active: false, generations: [1] },
        ],
      ),
    ).toEqual(['no_key']);
  });

  it('keeps a lost key until somebody else can open what it opened', async () => {
    const noor = await house.officer('survivor');
    expect((await house.makeKey('survivor', noor, [noor])).status).toBe(201);
    const next = await newKeyPair();
    const put = {
      recipient: next.recipient,
      sheet: await wrapWithWords(next.identity, WORDS, EFFORT),
    };
    const url = '/api/compartments/survivor/member-key';
    expect((await house.post(noor, url, put)).body).toMatchObject({ code: 'second_person_needed' });
    const iris = await house.officer('survivor');
    expect((await house.makeKey('survivor', noor, [noor, iris])).status).toBe(201);
    expect((await house.post(noor, url, put)).body).toMatchObject({ code: 'second_person_needed' });
    const first = (await house.keys(noor, 'survivor')).shares[0];
    const member = { account: iris.actor, recipient: iris.own.recipient };
    const shared = await shareGeneration(noor.own, first?.sealed ?? '', member);
    await house.post(noor, '/api/compartments/survivor/keys/1/holders', shared);
    expect((await house.post(noor, url, put)).status).toBe(201);
    expect((await house.keys(noor, 'survivor')).shares).toEqual([]);
  });

  it('is out of reach of administrators, in the program and in the database', async () => {
    const [amira] = house.desk.house.administrators;
    const admin = await house.desk.worker('administrator');
    expect(amira).toBeDefined();
    for (const url of ['/api/compartments/child/keys', '/api/compartments/child/visits'])
      expect((await house.get(admin, url)).status).toBe(404);
    const act = {
      ...asWorker(admin),
      role: 'app_staff',
      purpose: 'staff.manage',
      route: '/test',
    } as const;
    for (const sql of [
      'select * from staff.role_key_holder',
      'select * from staff.member_key',
      `insert into staff.role_key (org_id, compartment, generation, recipient) values (fw.home_org(), 'child', 9, 'age1${'q'.repeat(58)}')`,
      `update staff.role_key set closed_at = null`,
      `select fw.new_role_key(9, 'x', null, '[]')`,
    ])
      await expect(actAs(house.desk.house.door, act, (tx) => tx.query(sql))).rejects.toMatchObject({
        code: 'not_allowed',
      });
  });
});
