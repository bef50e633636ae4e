/** What the register lets two people do with demands and holds takes two, in the verbs and in the database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { asOwner, waitsForLock } from '../context/testing.ts';
import { ORG_A, ORG_B, type TestKeeper } from '../keeper/testing.ts';
import { liftHold, placeHold, proposeHold } from './holds.ts';
import { type RequestStep, stepRequest } from './requests.ts';
import { denied, needsAnother, openRegister, type Register, somebody } from './testing.ts';

let register: Register;
let kept: TestKeeper;
let firewall: Firewall;
const [dpo, counsel, clerk] = [somebody(), somebody(), somebody()];

beforeAll(async () => {
  register = await openRegister();
  ({ kept, firewall } = register);
});
afterAll(() => register.close());

const write: Register['write'] = (...statement) => register.write(...statement);
const demand = (who = clerk): Promise<string> => register.demand(who);
const met = (over: object = {}) => ({
  state: 'complied' as const,
  counsel_ref: 'C-14',
  categories_given: ['dates of stay'],
  persons_band: '1-9' as const,
  ...over,
});

describe('a demand', () => {
  it('is not met by one officer who names another that never agreed', async () => {
    const id = await demand();
    await expect(
      stepRequest(firewall, counsel, id, met({ dpo: randomUUID() })),
    ).rejects.toMatchObject(needsAnother);
    await expect(stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).rejects.toMatchObject(
      needsAnother,
    );
    // Nor past the verb, in one statement or in two.
    for (const text of [
      `update register.request set state = 'complied', dpo = $2, second_officer = $3, counsel_ref = 'x', categories_given = '{a}', decided_on = current_date where request_id = $1`,
      `update register.request set dpo = $2, second_officer = $3, categories_given = '{a}' where request_id = $1`,
    ])
      await expect(
        write(counsel, 'request.authority', text, [id, dpo.actor, counsel.actor]),
      ).rejects.toMatchObject(needsAnother);
  });

  it('is met when one agreed and another meets exactly that', async () => {
    const id = await demand();
    expect(await stepRequest(firewall, dpo, id, met())).toMatchObject({
      state: 'under_review',
      dpo: dpo.actor,
      categories_given: ['dates of stay'],
    });
    await expect(stepRequest(firewall, dpo, id, met())).resolves.toMatchObject({
      state: 'under_review',
    });
    // She may correct herself until somebody meets it.
    for (const categories_given of [['nights', 'dates of stay'], ['dates of stay']])
      expect(await stepRequest(firewall, dpo, id, met({ categories_given }))).toMatchObject({
        dpo: dpo.actor,
        categories_given,
        persons_band: '1-9',
      });
    await expect(
      stepRequest(firewall, counsel, id, met({ categories_given: ['dates of stay', 'names'] })),
    ).rejects.toMatchObject({ code: 'conflict', field: 'categories_given' });
    await expect(
      write(
        counsel,
        'request.authority',
        `update register.request set state = 'complied', second_officer = $2, categories_given = '{names}', decided_on = current_date where request_id = $1`,
        [id, counsel.actor],
      ),
    ).rejects.toMatchObject(needsAnother);
    expect(await stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).toMatchObject({
      state: 'complied',
    });
    const acts = await asOwner(kept.main, (tx) =>
      tx.query<{ act: string }>(
        `select act from audit.stage where details ->> 'request' = $1 order by stage_id`,
        [id],
      ),
    );
    expect(acts.map(({ act }) => act)).toEqual([
      'request.received',
      'request.under_review',
      'request.agreed',
      'request.agreed',
      'request.agreed',
      'request.complied',
    ]);
  });

  it('is not met with what the first officer writes while the second one’s step is under way', async () => {
    const id = await demand();
    await stepRequest(firewall, dpo, id, met());
    const [written, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // What correcting herself does, held open before its commit.
    const corrected = actAs(
      firewall,
      {
        kind: 'staff',
        actor: dpo.actor,
        org: ORG_A,
        role: 'app_register',
        purpose: 'request.authority',
        route: '/test',
      },
      async (tx) => {
        await tx.execute('update register.request set dpo = null where request_id = $1', [id]);
        await tx.execute(
          `update register.request set dpo = $2, counsel_ref = 'C-14', categories_given = '{names,whereabouts}', persons_band = '1-9' where request_id = $1`,
          [id, dpo.actor],
        );
        written.resolve();
        await goOn.promise;
      },
    );
    await written.promise;
    const step = stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }));
    const waited = await waitsForLock(kept.main, step);
    goOn.resolve();
    await corrected;
    await expect(step).rejects.toMatchObject({ code: 'conflict', field: 'categories_given' });
    expect(waited).toBe(true);
    const stored = await asOwner(kept.main, (tx) =>
      tx.query('select state, dpo, second_officer from register.request where request_id = $1', [
        id,
      ]),
    );
    expect(stored).toEqual([{ state: 'under_review', dpo: dpo.actor, second_officer: null }]);
  });

  it('is met by nobody who does not say with what', async () => {
    const id = await demand();
    await stepRequest(firewall, dpo, id, met());
    const [state, counsel_ref] = ['complied', 'C-14'] as const;
    const [categories_given, persons_band] = [['dates of stay'], '1-9' as const];
    const silent: [said: Partial<RequestStep>, missing: string[]][] = [
      [{ persons_band }, ['categories_given']],
      [{ categories_given: [], persons_band }, ['categories_given']],
      [{ categories_given }, ['persons_band']],
      [{}, ['categories_given', 'persons_band']],
    ];
    for (const [said, missing] of silent)
      await expect(
        stepRequest(firewall, counsel, id, { state, counsel_ref, ...said }),
      ).rejects.toMatchObject({ code: 'bad_input', errors: missing.map((field) => ({ field })) });
    expect(await stepRequest(firewall, counsel, id, met())).toMatchObject({ state: 'complied' });
  });

  it('has to be agreed to anew when something else is to be handed over, or after another step', async () => {
    const id = await demand();
    await stepRequest(firewall, dpo, id, met());
    await stepRequest(firewall, counsel, id, { state: 'narrowed', categories_given: ['one date'] });
    await expect(stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).rejects.toMatchObject(
      needsAnother,
    );
    await stepRequest(firewall, dpo, id, met());
    await write(
      counsel,
      'request.authority',
      `update register.request set persons_band = '100+' where request_id = $1`,
      [id],
    );
    expect(await stepRequest(firewall, counsel, id, met())).toMatchObject({
      state: 'narrowed',
      dpo: counsel.actor,
    });
    // What was narrowed, or agreed to, can still be refused whole.
    expect(await stepRequest(firewall, clerk, id, { state: 'refused' })).toMatchObject({
      state: 'refused',
      dpo: null,
      categories_given: [],
      persons_band: '0',
    });
  });
});

describe('a hold', () => {
  const placed = () => asOwner(kept.main, (tx) => tx.query('select hold_id from register.hold'));

  it('is placed by no statement of one handler, and taken up again by none', async () => {
    const [request_id, subject] = [await demand(), randomUUID()];
    await expect(
      write(
        dpo,
        'request.authority',
        `insert into register.hold (hold_id, org_id, request_id, subject, placed_by, second_by, until)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, clock_timestamp() + interval '80 days')`,
        [ORG_A, request_id, subject, dpo.actor, counsel.actor],
      ),
    ).rejects.toMatchObject(denied);
    const proposal = `insert into register.hold_proposal (hold_id, org_id, request_id, subject, days, placed_by) values (gen_random_uuid(), $1, $2, $3, 80, $4)`;
    await expect(
      write(dpo, 'request.authority', proposal, [ORG_A, request_id, subject, counsel.actor]),
    ).rejects.toMatchObject(needsAnother);
    expect(await placed()).toEqual([]);
    const hold_id = randomUUID();
    await proposeHold(firewall, dpo, { hold_id, request_id, subject, days: 80 });
    await expect(placeHold(firewall, dpo, hold_id)).rejects.toMatchObject(needsAnother);
    await placeHold(firewall, counsel, hold_id);
    await liftHold(firewall, dpo, hold_id);
    await expect(
      write(
        dpo,
        'request.authority',
        'update register.hold set lifted_at = null where hold_id = $1',
        [hold_id],
      ),
    ).rejects.toMatchObject(denied);
  });

  it('for a demand of another organisation is refused as for one that is not there', async () => {
    const theirs = await demand(somebody(ORG_B));
    const ask = (request_id: string) =>
      proposeHold(firewall, dpo, {
        hold_id: randomUUID(),
        request_id,
        subject: randomUUID(),
        days: 5,
      })
        .then(() => 'placed')
        .catch(({ code, field, message }: { code: string; field: string; message: string }) => ({
          code,
          field,
          message,
        }));
    expect(await ask(theirs)).toEqual(await ask(randomUUID()));
    expect(await ask(theirs)).toMatchObject({ code: 'conflict' });
  });
});
