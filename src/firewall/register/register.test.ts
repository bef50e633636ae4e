import { randomUUID } from 'node:crypto';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addAgreement, addGrant, addOrganisation, asOwner, insert } from '../context/testing.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { askGlass, grantGlass, listGlass, reviewGlass } from './breakglass.ts';
import { approveExport, askExport, makeExport, traceExport } from './exports.ts';
import { GRAVE, OFFENCES, receiveRequest, readSought, stepRequest } from './requests.ts';
import { halfYearOf, transparency } from './transparency.ts';

let kept: TestKeeper;
let firewall: Firewall;
const somebody = () => ({ actor: randomUUID(), org: ORG_A, session: 's' });
const dpo = somebody();
const counsel = somebody();
const clerk = somebody();

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
});
afterAll(() => kept.close());

const demand = (offence: (typeof OFFENCES)[number]) => ({
  request_id: randomUUID(),
  received_on: '2026-11-20',
  channel: 'letter' as const,
  authority_name: 'Office of Selmora',
  instrument: 'court_order' as const,
  claimed_basis: 'Article 12',
  offence_class: offence,
  data_sought: 'the names of everybody who slept here on Tuesday',
});
const met = (over: object = {}) => ({
  state: 'complied' as const,
  dpo: dpo.actor,
  counsel_ref: 'C-14',
  categories_given: ['dates of stay'],
  persons_band: '1-9' as const,
  ...over,
});

describe('demands by authorities', () => {
  it('are in the log from the moment they are written down, and what they seek is sealed', async () => {
    const input = demand('homicide');
    await receiveRequest(firewall, clerk, input);
    await receiveRequest(firewall, clerk, input);
    expect(await readSought(firewall, dpo, input.request_id)).toBe(input.data_sought);
    const [found] = await asOwner(kept.main, (tx) =>
      tx.query<{ staged: number; plain: boolean }>(
        `select (select count(*)::int from audit.stage where act = 'request.received' and details ->> 'request' = $1) staged,
           (select position('slept here'::bytea in data_sought_sealed) > 0 from register.request where request_id::text = $1) plain`,
        [input.request_id],
      ),
    );
    expect(found).toEqual({ staged: 1, plain: false });
  });

  it.each(OFFENCES.filter((offence) => !GRAVE.includes(offence)))(
    'about "%s" are never met, by nobody',
    async (offence) => {
      const input = demand(offence);
      await receiveRequest(firewall, clerk, input);
      await stepRequest(firewall, dpo, input.request_id, { state: 'under_review' });
      await expect(stepRequest(firewall, counsel, input.request_id, met())).rejects.toMatchObject({
        code: 'refused_by_firewall',
      });
      // And the database says the same to whoever writes past the verb.
      await expect(
        actAs(
          firewall,
          {
            kind: 'staff',
            actor: dpo.actor,
            org: ORG_A,
            role: 'app_register',
            purpose: 'request.authority',
            route: '/test',
          },
          (tx) =>
            tx.execute(
              `update register.request set state = 'complied', dpo = $2, second_officer = $3, counsel_ref = 'x', categories_given = '{a}', decided_on = current_date where request_id = $1`,
              [input.request_id, dpo.actor, counsel.actor],
            ),
        ),
      ).rejects.toMatchObject({ code: 'bad_input' });
      const refused = await stepRequest(firewall, dpo, input.request_id, {
        state: 'refused',
        outcome: 'no basis',
      });
      expect(refused).toMatchObject({ state: 'refused' });
    },
  );

  it('about a grave offence need two people and counsel', async () => {
    const input = demand('trafficking');
    await receiveRequest(firewall, clerk, input);
    await stepRequest(firewall, dpo, input.request_id, { state: 'under_review' });
    await expect(stepRequest(firewall, dpo, input.request_id, met())).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    const { dpo: _, ...agreed } = met();
    await expect(
      stepRequest(firewall, dpo, input.request_id, { state: 'complied' }),
    ).rejects.toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'counsel_ref' }, { field: 'categories_given' }],
    });
    await stepRequest(firewall, dpo, input.request_id, agreed);
    expect(await stepRequest(firewall, counsel, input.request_id, met())).toMatchObject({
      state: 'complied',
    });
    await expect(
      stepRequest(firewall, dpo, input.request_id, { state: 'under_review' }),
    ).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('cannot be deleted, by any role', async () => {
    await expect(
      actAs(
        firewall,
        {
          kind: 'staff',
          actor: dpo.actor,
          org: ORG_A,
          role: 'app_register',
          purpose: 'request.authority',
          route: '/test',
        },
        (tx) => tx.execute('delete from register.request'),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    const can = await asOwner(kept.main, (tx) =>
      tx.query(
        `select grantee from information_schema.role_table_grants where table_schema = 'register' and privilege_type = 'DELETE' and grantee like 'app%'`,
      ),
    );
    expect(can).toEqual([]);
  });

  it('make the transparency report: zeros included, the same register gives the same bytes', async () => {
    const { from, to } = halfYearOf('2026-11-22');
    const told = async (moment: string): Promise<unknown> => {
      const [row] = await asOwner(kept.main, (tx) =>
        tx.query<{ told: unknown }>('select fw.transparency_at($1, $2) as told', [from, moment]),
      );
      return row?.told;
    };
    const [one, two] = [await told('2027-01-01T12:00:00Z'), await told('2027-08-01T12:00:00Z')];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
    expect(one).toMatchObject({
      received: 8,
      about_immigration: 1,
      by_state: { complied: 1, refused: 6, challenged: 0, received: 1 },
      persons_concerned: { '1-9': 1, '100+': 0 },
    });
    await expect(transparency(kept.main, to, from)).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('break-glass', () => {
  const reason = 'She is unconscious and the hospital asks for allergies.';
  const read = (subject: string, actor: string) =>
    actAs(
      firewall,
      {
        kind: 'glass',
        actor,
        org: ORG_A,
        role: 'app_health',
        purpose: 'health.care',
        route: '/test',
        subject,
      },
      (tx) => tx.query<{ subject: string }>('select subject from health.file'),
    );

  it('opens one record, for one asker, after a second person, and is reviewed by a third', async () => {
    const [hers, other] = [randomUUID(), randomUUID()];
    for (const subject of [hers, other])
      await insert(kept.main, 'health.file', {
        file_id: randomUUID(),
        org_id: ORG_A,
        purpose_id: 'health.care',
        subject,
        generation: 1,
        sealed: Buffer.from([1]),
      });
    const glass = {
      glass_id: randomUUID(),
      subject: hers,
      store: 'health' as const,
      for_purpose: 'health.care',
      reason,
    };
    await expect(askGlass(firewall, clerk, { ...glass, reason: 'urgent' })).rejects.toMatchObject({
      code: 'bad_input',
    });
    expect(await askGlass(firewall, clerk, glass)).toMatchObject({ state: 'asked' });
    await expect(grantGlass(firewall, clerk, glass.glass_id)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    const granted = await grantGlass(firewall, dpo, glass.glass_id);
    expect(granted.state).toBe('granted');
    expect(Number(granted.closes_at) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    // The row of the other person is not there, whatever the statement asks for; nothing can be written.
    expect(await read(hers, clerk.actor)).toEqual([{ subject: hers }]);
    await expect(
      actAs(
        firewall,
        {
          kind: 'glass',
          actor: clerk.actor,
          org: ORG_A,
          role: 'app_health',
          purpose: 'health.care',
          route: '/test',
          subject: hers,
        },
        (tx) =>
          tx.execute(
            `insert into health.file (file_id, org_id, purpose_id, subject, generation, sealed) values ($1, $2, 'health.care', $3, 1, '\\x01')`,
            [randomUUID(), ORG_A, hers],
          ),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      reviewGlass(firewall, counsel, glass.glass_id, { review: 'justified', person_told: 'told' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await asOwner(kept.main, (tx) =>
      tx.execute(
        `update register.breakglass set granted_at = granted_at - interval '1 hour', closes_at = closes_at - interval '1 hour' where glass_id = $1`,
        [glass.glass_id],
      ),
    );
    await expect(
      reviewGlass(firewall, dpo, glass.glass_id, { review: 'justified', person_told: 'told' }),
    ).rejects.toMatchObject({ code: 'second_person_needed' });
    await expect(
      reviewGlass(firewall, counsel, glass.glass_id, {
        review: 'justified',
        person_told: 'would_endanger',
      }),
    ).rejects.toMatchObject({ code: 'bad_input' });
    expect(
      await reviewGlass(firewall, counsel, glass.glass_id, {
        review: 'justified',
        person_told: 'told',
      }),
    ).toMatchObject({ state: 'reviewed', review: 'justified' });
    expect((await listGlass(firewall, dpo)).map(({ glass_id: id }) => id)).toContain(
      glass.glass_id,
    );
  });
});

describe('exports', () => {
  it('carry only people with a live consent, sealed to the recipient, with two who do not exist, once', async () => {
    const agreement = await addAgreement(kept.main, [ORG_A, ORG_B], {
      purposes: ['export.recurring'],
      categories: ['export'],
    });
    const people = Array.from({ length: 5 }, () => randomUUID());
    for (const subject of people)
      await insert(kept.main, 'casework.person', {
        subject,
        org_id: ORG_A,
        purpose_id: 'desk.visit',
        age_band: '18-59',
        sex: 'woman',
      });
    for (const subject of people.slice(0, 3))
      await addGrant(kept.main, {
        subject,
        from: ORG_A,
        to: ORG_B,
        purpose: 'export.recurring',
        categories: ['export'],
      });
    const identity = await generateX25519Identity();
    const ask = {
      job_id: randomUUID(),
      to_org: ORG_B,
      agreement_id: agreement,
      columns: ['age_band', 'sex'] as ('age_band' | 'sex')[],
      row_limit: 1000,
      recipient_key: await identityToRecipient(identity),
    };
    await askExport(firewall, clerk, ask);
    await expect(makeExport(firewall, clerk, ask.job_id)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await expect(approveExport(firewall, clerk, ask.job_id)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    // Whoever says yes sees to which key it will be sealed.
    expect(await approveExport(firewall, dpo, ask.job_id)).toMatchObject({
      recipient_key: ask.recipient_key,
    });
    const { file } = await makeExport(firewall, clerk, ask.job_id);
    const opener = new Decrypter();
    opener.addIdentity(identity);
    const lines = (await opener.decrypt(file, 'text'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { row: string; sex: string });
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => Object.keys(line).sort().join() === 'age_band,row,sex')).toBe(
      true,
    );
    for (const subject of people) expect(JSON.stringify(lines)).not.toContain(subject);
    // A leaked file names its job.
    expect(
      (
        await traceExport(
          firewall,
          dpo,
          lines.map(({ row }) => row),
        )
      )?.job_id,
    ).toBe(ask.job_id);
    await expect(makeExport(firewall, clerk, ask.job_id)).rejects.toMatchObject({ code: 'gone' });
  });

  it('have nobody in them when consent, agreement or recipient is missing', async () => {
    const office = await addOrganisation(kept.main, { kind: 'authority_channel' });
    const ask = {
      agreement_id: randomUUID(),
      columns: ['sex'] as 'sex'[],
      row_limit: 10,
      recipient_key: await identityToRecipient(await generateX25519Identity()),
    };
    await expect(
      askExport(firewall, clerk, { ...ask, job_id: randomUUID(), to_org: office }),
    ).rejects.toMatchObject({ code: 'recipient_barred' });
    const job = randomUUID();
    await askExport(firewall, clerk, { ...ask, job_id: job, to_org: ORG_B });
    await expect(makeExport(firewall, clerk, job)).rejects.toMatchObject({
      code: 'agreement_missing',
    });
  });
});
