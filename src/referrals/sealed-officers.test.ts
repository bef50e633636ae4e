/** From officers to the officers of an organisation that has accounts here: what both sides get of it, and what the database refuses. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement } from '../firewall/context/testing.ts';
import { CATEGORIES } from './packet.ts';
import { type OfficersHouse, officersHouse } from './sealed-officers-testing.ts';
import { DAY, PACKET } from './sealed-testing.ts';

describe.each(['survivor', 'child'] as const)('between officers of the compartment %s', (room) => {
  let h: OfficersHouse;
  beforeAll(async () => {
    h = await officersHouse(room);
  });
  afterAll(() => h.close());

  it('goes to their key, is read and answered by them, and the answer stands in the path', async () => {
    expect(h.beforeAnyKey).not.toContain(h.byOfficers);
    const { id, packet } = await h.leaves();
    expect(await h.seenBy({ id })).toMatchObject({
      state: 'sent',
      to_name: 'Red Hill House',
      to_officers: true,
      second_by: room === 'child' ? h.idil.actor : null,
    });
    expect(await h.listed()).toEqual([packet]);
    // Who asks and how soon; what is asked comes once it is said that she reads it.
    expect(await h.read(packet)).toMatchObject({
      from_name: 'Selmora Network of Open Doors',
      state: 'sent',
      level: 'today',
      service_type: 'health',
      sealed: null,
      taken_back: false,
    });
    await h.answer(packet, { step: 'open' });
    expect((await h.seenBy({ id })).state).toBe('opened');
    const { sealed } = await h.read(packet, h.juno);
    // In the language of whoever gets it, of one length, and only for who holds their key.
    const text = await h.openedBy(h.mara, sealed);
    expect(text.trim()).toBe('A doctor: Needs the results read aloud. (ar)');
    expect(Buffer.byteLength(text) % 1024).toBe(0);
    expect((await h.house.keys(h.juno, room)).shares).toEqual([]);
    await expect(h.opened(sealed)).rejects.toThrow();
    expect(Buffer.from(sealed ?? '', 'base64url').toString('latin1')).not.toContain(
      PACKET.sentence,
    );

    await h.answer(packet, { step: 'ask', words: 'Can she come at eight?' });
    const asking = await h.seenBy({ id });
    expect(asking.state).toBe('question');
    expect(await h.opened(asking.question)).toBe('Can she come at eight?');
    await h.step({ id }, { step: 'reply', words: 'Yes.' });
    expect(await h.openedBy(h.mara, (await h.read(packet)).reply)).toBe('Yes.');
    const at = new Date(Date.now() + DAY).toISOString();
    await h.answer(packet, { step: 'accept', appointment_at: at });
    const later = new Date(Date.now() + 2 * DAY).toISOString();
    await h.answer(packet, { step: 'move', appointment_at: later });
    expect(await h.seenBy({ id })).toMatchObject({
      state: 'accepted',
      appointment_at: new Date(later),
      moved: true,
    });
    await h.answer(packet, { step: 'received' });
    expect(await h.seenBy({ id })).toMatchObject({ state: 'received' });
    // Her own word counts; theirs stays beside it.
    await h.step({ id }, { step: 'partly_received' });
    expect(await h.seenBy({ id })).toMatchObject({
      state: 'partly_received',
      provider_outcome: 'received',
    });
    // Two weeks after the outcome it is gone.
    await h.rows(
      `update ${room}.way_in set ends_at = ends_at - interval '14 days' where packet_id = $1`,
      [packet],
    );
    expect(await h.listed()).toEqual([]);
    await expect(h.read(packet)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is declined with a reason that is coded, and empty from then on', async () => {
    const { id, packet } = await h.leaves();
    await expect(h.answer(packet, { step: 'decline', reason: 'full' })).rejects.toMatchObject({
      code: 'wrong_step',
    });
    await h.answer(packet, { step: 'open' });
    await expect(h.answer(packet, { step: 'decline' })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await expect(h.answer(packet, { step: 'decline', reason: 'papers?' })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await h.answer(packet, { step: 'decline', reason: 'full' });
    expect(await h.seenBy({ id })).toMatchObject({ state: 'declined', reason: 'full' });
    expect(await h.listed()).toEqual([]);
    expect(
      await h.rows(
        `select 1 from ${room}.way_in where packet_id = $1 and octet_length(sealed) > 1`,
        [packet],
      ),
    ).toEqual([]);
  });

  it('is late by the hour at which somebody looks, on both sides', async () => {
    const { id, packet } = await h.leaves();
    await h.pass({ id }, 2.1 * DAY);
    expect(await h.seenBy({ id })).toMatchObject({ state: 'overdue', escalated: true });
    expect(await h.read(packet)).toMatchObject({ state: 'overdue', sealed: null });
    await h.answer(packet, { step: 'open' });
    expect(await h.read(packet)).toMatchObject({ state: 'opened' });
    await h.pass({ id }, 40 * DAY);
    expect(await h.listed()).toEqual([]);
    await expect(h.answer(packet, { step: 'accept' })).rejects.toMatchObject({
      code: 'consent_missing',
    });
  });

  it('taken back it is gone at once, and they say that what they wrote down is deleted', async () => {
    const { id, packet } = await h.leaves();
    await h.answer(packet, { step: 'open' });
    await expect(h.answer(packet, { step: 'deleted' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await h.step({ id }, { step: 'withdraw' });
    expect(await h.read(packet)).toMatchObject({ taken_back: true, sealed: null });
    await expect(h.answer(packet, { step: 'accept' })).rejects.toMatchObject({
      code: 'consent_missing',
    });
    await h.answer(packet, { step: 'deleted' });
    expect((await h.seenBy({ id })).deleted_at).not.toBeNull();
    expect(await h.listed()).toEqual([]);
    await expect(h.answer(packet, { step: 'deleted' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('needs an agreement that lives and names this purpose, while it is sent, read and answered', async () => {
    const { database, org } = h.house.desk.house;
    const { packet } = await h.leaves();
    await h.answer(packet, { step: 'open' });
    const state = (to: string) =>
      h.rows('update consent.agreement set state = $2 where agreement_id = $1', [h.agreement, to]);
    await state('suspended');
    expect(await h.recipients()).not.toContain(h.byOfficers);
    await expect(h.leaves()).rejects.toMatchObject({ code: 'not_found' });
    expect(await h.read(packet)).toMatchObject({ taken_back: true, sealed: null });
    await expect(h.answer(packet, { step: 'accept' })).rejects.toMatchObject({
      code: 'agreement_missing',
    });
    await state('live');
    expect((await h.read(packet)).sealed).not.toBeNull();
    // An ordinary agreement is none for this, nor one for the other compartment.
    for (const purposes of [
      ['referral.send'],
      ['referral.send', room === 'child' ? 'survivor.support' : 'child.protect'],
    ]) {
      const ordinary = await addAgreement(database, [org, h.there], {
        categories: CATEGORIES,
        purposes,
      });
      const network_id = await h.entry(h.there, {
        route: 'account',
        listing_code: `2${String(purposes.length)}`,
        agreement_id: ordinary,
      });
      expect(await h.recipients()).not.toContain(network_id);
      await expect(h.leaves({ network_id })).rejects.toMatchObject({ code: 'not_found' });
      await expect(straight({ network_id })).rejects.toMatchObject({ code: 'agreement_missing' });
    }
    await h.rows('update consent.agreement set purposes = $2 where agreement_id = $1', [
      h.agreement,
      ['referral.send'],
    ]);
    await expect(h.answer(packet, { step: 'accept' })).rejects.toMatchObject({
      code: 'agreement_missing',
    });
    await h.rows('update consent.agreement set purposes = $2 where agreement_id = $1', [
      h.agreement,
      ['referral.send', h.purpose],
    ]);
    await h.answer(packet, { step: 'accept' });
  });

  /** As a handler with a fault could write it; for a survivor of age. */
  const straight = (change: object, access: object = {}) =>
    h.sql(h.noor, 'select fw.send_sealed_referral($1, $2, $3, $4)', [
      {
        referral_id: randomUUID(),
        visit_id: h.visit,
        network_id: h.byOfficers,
        packet_id: randomUUID(),
        number: '1234',
        level: 'soon',
        agreed: 'interpreter',
        of_age: room === 'survivor',
        fields: ['needs', 'level'],
        categories: ['need'],
        profile_v: 1,
        generation: 1,
        reply_key: 'age1',
        digest: '00'.repeat(32),
        ...change,
      },
      Buffer.from('x'),
      room === 'survivor' ? Buffer.from('y') : null,
      room === 'survivor' ? { access_id: randomUUID(), to_generation: 1, ...access } : null,
    ]);

  it.runIf(room === 'survivor')(
    'goes under their live key and by no link, whoever writes',
    async () => {
      const keyLives = { field: 'key_is_live' };
      await expect(straight({})).rejects.toMatchObject(keyLives);
      const [key] = await h.rows<{ recipient: string }>(
        `select recipient from staff.role_key where org_id = $1 and compartment = $2`,
        [h.there, room],
      );
      const reply_key = key?.recipient;
      await expect(straight({ reply_key }, { to_generation: 2 })).rejects.toMatchObject(keyLives);
      const hash = Buffer.alloc(32).toString('base64');
      const link = { locator_hash: hash, proof_hash: hash, wrapped: hash };
      await expect(straight({ reply_key }, link)).rejects.toMatchObject(keyLives);
      await expect(
        straight({ network_id: h.network, reply_key }, { to_generation: 1 }),
      ).rejects.toMatchObject({ field: 'recipient_is_known' });
      await expect(straight({ reply_key })).resolves.toBeDefined();
      await h.rows(`delete from ${room}.referral where number = '1234'`);
      await h.rows(`delete from ${room}.way_in where withdrawn_at is not null`);
    },
  );

  it('taken back at the moment of their answer it ends one way, and what was taken back is gone', async () => {
    for (let round = 0; round < 6; round++) {
      const { id, packet } = await h.leaves();
      await h.answer(packet, { step: 'open' });
      await Promise.allSettled([
        h.step({ id }, { step: 'withdraw' }),
        h.answer(packet, { step: 'accept' }),
      ]);
      const { state } = await h.seenBy({ id });
      expect(['withdrawn', 'accepted']).toContain(state);
      const { taken_back, sealed } = await h.read(packet);
      expect([taken_back, sealed === null]).toEqual(
        state === 'withdrawn' ? [true, true] : [false, false],
      );
    }
  });

  it('of a new key there: what lies there opens with the old one, what comes goes to the new one', async () => {
    const before = await h.leaves();
    await h.answer(before.packet, { step: 'open' });
    const made = await h.house.makeKey(room, h.mara, [h.mara, h.juno]);
    expect(made.status).toBe(201);
    const old = await h.read(before.packet);
    expect(old.generation).toBe(1);
    expect(await h.openedBy(h.mara, old.sealed)).toContain(PACKET.sentence);
    const after = await h.leaves();
    await h.answer(after.packet, { step: 'open' });
    const { sealed, generation } = await h.read(after.packet, h.juno);
    expect(generation).toBe(2);
    expect(await h.openedBy(h.juno, sealed, 2)).toContain(PACKET.sentence);
    await expect(h.openedBy(h.mara, sealed)).rejects.toThrow();
  });
});
