/** Plants a canary in every personal field, through the verbs and routes that people use. */
import { randomUUID } from 'node:crypto';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import type { Worker } from '../../../src/firewall/index.ts';
import { addAgreement, addOrganisation, asOwner } from '../../../src/firewall/context/testing.ts';
import { COOKIE } from '../../../src/staff/index.ts';
import { secretHash } from '../../../src/staff/may-issue.ts';
import { plantPerson, type PlantedPerson } from '../installation.ts';
import type { WholeHouse } from './house.ts';
import type { Aviary } from './planted.ts';

export type Flock = { person: PlantedPerson; desk: Worker; officer: Worker };

const ok = (answer: { statusCode: number; body: string }, what: string): string => {
  if (answer.statusCode >= 300)
    throw new Error(`${what}: ${answer.statusCode} ${answer.body.slice(0, 300)}`);
  return answer.body;
};

export async function plantEverywhere(house: WholeHouse, aviary: Aviary): Promise<Flock> {
  const { app, org, staff } = house;
  const desk = await house.hire(['caseworker']);
  const officer = await house.hire(['dpo']);
  const second = await house.hire(['clinician']);
  const third = await house.hire(['psychologist']);
  const post = async (worker: Worker, url: string, payload?: object): Promise<string> =>
    ok(
      await app.inject({
        method: 'POST',
        url,
        headers: { cookie: `${COOKIE}=${worker.session}` },
        ...(payload ? { payload } : {}),
      }),
      url,
    );
  const far = await addOrganisation(house.house.database, {
    // A refused form of an agreement offers the organisations again, to whoever manages agreements.
    name: `Clinic ${aviary.plant('name of an organisation', 'own')}`,
    kind: 'health',
  });
  const person = await plantPerson(
    staff.firewall,
    org,
    secretHash,
    {
      name: `Mirembe ${aviary.plant('name of a person (ident.name)')}`,
      contact: `+1002 ${aviary.plant('contact of a person (ident.contact)')}`,
      note: `She says ${aviary.plant('note of a visit (casework.event.sealed)')}`,
      code: aviary.plant('code of a slip'),
    },
    desk,
  );

  await post(desk, '/api/consents', {
    grant_id: randomUUID(),
    subject: person.subject,
    to_org: far,
    purpose_id: 'referral.send',
    categories: ['need'],
    notice_id: aviary.plant('id of a notice', 'clear'),
    notice_version: 1,
    notice_lang: 'ar',
    explained: 'read',
    shared_language: true,
    given: 'mark',
  });

  const request = randomUUID();
  await post(officer, '/api/requests', {
    request_id: request,
    received_on: '2026-11-20',
    channel: 'letter',
    authority_name: `Court ${aviary.plant('authority of a demand', 'clear')}`,
    instrument: 'letter',
    claimed_basis: `Article ${aviary.plant('claimed basis of a demand', 'clear')}`,
    offence_class: 'immigration',
    data_sought: `whatever is held about ${aviary.plant('data sought by a demand')}`,
  });
  await post(officer, `/api/requests/${request}/steps`, { state: 'under_review' });
  ok(
    await app.inject({
      url: `/api/requests/${request}/sought`,
      headers: { cookie: `${COOKIE}=${officer.session}` },
    }),
    'sought',
  );

  const glass = randomUUID();
  await post(second, '/api/breakglass', {
    glass_id: glass,
    subject: person.subject,
    store: 'health',
    for_purpose: 'health.care',
    reason: `Unconscious at the gate, needs what is known of her ${aviary.plant('reason of a break-glass')}`,
  });
  await post(third, `/api/breakglass/${glass}/grant`);
  // Its thirty minutes, over at once.
  await asOwner(house.house.database, (tx) =>
    tx.execute(
      `update register.breakglass set closes_at = granted_at, state = 'closed', closed_at = clock_timestamp() where glass_id = $1`,
      [glass],
    ),
  );
  await post(officer, `/api/breakglass/${glass}/review`, {
    review: 'justified',
    person_told: 'would_endanger',
    why: `Her husband waits outside and reads her letters ${aviary.plant('why a person was not told')}`,
  });

  const agreement = await addAgreement(house.house.database, [org, far], {
    purposes: ['export.recurring'],
    categories: ['export'],
  });
  await exportOne(house, aviary, { desk, officer }, { far, agreement });
  for (const url of ['/my/data', '/my/log'])
    ok(await app.inject({ url, headers: { authorization: `Slip ${person.code}` } }), url);
  return { person, desk, officer };
}

/** An export is asked for, made and opened by its recipient: the marks of its rows are in no copy here but the two made up. */
async function exportOne(
  house: WholeHouse,
  aviary: Aviary,
  { desk, officer }: { desk: Worker; officer: Worker },
  { far, agreement }: { far: string; agreement: string },
): Promise<void> {
  const people = await Promise.all(
    Array.from({ length: 3 }, () =>
      plantPerson(
        house.staff.firewall,
        house.org,
        secretHash,
        {
          name: aviary.plant('name of a person who is exported'),
          contact: aviary.plant('contact of a person who is exported'),
          note: 'a note',
        },
        desk,
      ),
    ),
  );
  await asOwner(house.house.database, async (tx) => {
    for (const { subject } of people)
      await tx.execute(
        `insert into consent.record (grant_id, subject, from_org, to_org, purpose_id, categories, notice_id, notice_version, notice_lang,
           explained, shared_language, given, not_after)
         values (gen_random_uuid(), $1, $2, $3, 'export.recurring', '{export}', 'export', 1, 'en', 'read', true, 'mark',
           now() + interval '30 days')`,
        [subject, house.org, far],
      );
  });
  const identity = await generateIdentity();
  const job = randomUUID();
  const headers = { cookie: `${COOKIE}=${officer.session}` };
  ok(
    await house.app.inject({
      method: 'POST',
      url: '/api/exports',
      headers,
      payload: {
        job_id: job,
        to_org: far,
        agreement_id: agreement,
        columns: ['age_band', 'sex'],
        row_limit: 20,
        recipient_key: await identityToRecipient(identity),
      },
    }),
    'export',
  );
  const file = await house.app.inject({ method: 'POST', url: `/api/exports/${job}/file`, headers });
  ok(file, 'file of an export');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const text = await decrypter.decrypt(new Uint8Array(file.rawPayload), 'text');
  const marks = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { row: string }).row);
  const known = await asOwner(house.house.database, (tx) =>
    tx.query<{ mark: string }>('select mark from register.export_canary where job_id = $1', [job]),
  );
  const own = marks.filter((mark) => !known.some((one) => one.mark === mark));
  if (own.length !== people.length) throw new Error('the export does not hold the people');
  for (const mark of own) aviary.keep('mark of a row of an export', mark);
}
