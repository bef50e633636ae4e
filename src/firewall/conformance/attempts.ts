/**
 * Tries to make an enforcement body a recipient of anything, in every way that the database knows, as its owner and so past all
 * policies (FIRE-03; design chapter 20, section 12). The caller's transaction is rolled back: nothing of it stays.
 */
import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../database/index.ts';

export type Attempt = { part: string; tried: string; refused: boolean; says: string };

/** Kinds that somebody might wish for. None is in the list of the database. */
const WISHED_KINDS = [
  'enforcement',
  'immigration',
  'border',
  'police',
  'customs',
  'detention',
  'military',
  'intelligence',
  'government',
  'authority',
  'contractor',
  'other',
  '',
  'NETWORK',
];
/** How a barred name may be written by somebody who would like it to pass. */
const DISGUISES: ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => `  ${name.replaceAll(' ', ' - ')} `,
  (name) => `Friends of the ${name}, regional office`,
  (name) => `"${name}" (partner)`,
  (name) => name.normalize('NFD'),
];

/**
 * Runs every attempt. The transaction must be one that the caller rolls back.
 * @param names how many of the barred bodies are tried; undefined is all of them
 */
export async function attempts(tx: Transaction, names?: number): Promise<Attempt[]> {
  const done: Attempt[] = [];
  const attempt = async (
    part: string,
    tried: string,
    text: string,
    values: unknown[] = [],
  ): Promise<void> => {
    await tx.execute('savepoint attempt');
    const says = await tx.query(text, values).then(
      (rows) => (rows.length || !/returning|^select/i.test(text) ? '' : 'no row'),
      (error: { code?: string; cause?: { code?: string } }) =>
        error.cause?.code ?? error.code ?? 'refused',
    );
    await tx.execute('rollback to savepoint attempt');
    done.push({ part, tried, refused: says !== '', says: says || 'IT WAS TAKEN' });
  };
  const organisation = (change: Record<string, unknown>): [string, unknown[]] => {
    const row: Record<string, unknown> = {
      org_id: randomUUID(),
      name: 'Harbour House for Everybody',
      country: 'XW',
      kind: 'humanitarian',
      no_enforcement_function: true,
      proposed_by: randomUUID(),
      approved_by: randomUUID(),
      ...change,
    };
    const columns = Object.keys(row);
    return [
      `insert into fw.organisation (${columns.join(', ')}) values (${columns.map((_, n) => `$${n + 1}`).join(', ')}) returning 1 as made`,
      Object.values(row),
    ];
  };

  // The attempts are worth something only where a good organisation can be made.
  const [home, channel] = [randomUUID(), randomUUID()];
  await tx.query(...organisation({ org_id: home }));
  await tx.query(
    ...organisation({
      org_id: channel,
      kind: 'authority_channel',
      name: 'Labour Inspectorate Desk',
    }),
  );

  for (const kind of WISHED_KINDS) {
    await attempt('kinds', `an organisation of kind "${kind}"`, ...organisation({ kind }));
    await attempt(
      'kinds',
      `a present one becomes "${kind}"`,
      'update fw.organisation set kind = $2 where org_id = $1 returning 1',
      [home, kind],
    );
  }
  await attempt(
    'kinds',
    'one that will not say it has no enforcement function',
    ...organisation({ no_enforcement_function: false }),
  );
  await attempt(
    'kinds',
    'one that says nothing about it',
    ...organisation({ no_enforcement_function: null }),
  );
  const alone = randomUUID();
  await attempt(
    'kinds',
    'one proposed and approved by the same person',
    ...organisation({ proposed_by: alone, approved_by: alone }),
  );
  await attempt(
    'kinds',
    'one that says itself that it may have exports',
    ...organisation({ kind: 'authority_channel', may_export: true }),
  );

  const barred = await tx.query<{ country: string; names: string[]; domains: string[] }>(
    'select country, names, domains from fw.barred order by barred_id limit $1',
    [names ?? null],
  );
  for (const { country, names: barredNames, domains } of barred) {
    const at = country === '*' ? 'XW' : country;
    for (const name of barredNames)
      for (const [n, disguise] of DISGUISES.entries()) {
        await attempt(
          'names',
          `${at}: "${disguise(name)}"`,
          ...organisation({ name: disguise(name), country: at }),
        );
        if (n === 0)
          await attempt(
            'renames',
            `${at}: a present one is renamed "${name}"`,
            'update fw.organisation set name = $2, country = $3 where org_id = $1 returning 1',
            [home, name, at],
          );
      }
    for (const domain of domains)
      for (const host of [domain, `mail.${domain}`, domain.toUpperCase()])
        await attempt(
          'domains',
          `mail or sign-in at ${host}`,
          'select 1 where not fw.is_barred_domain($1)',
          [host],
        );
  }

  const agreement = (change: Record<string, unknown>): [string, unknown[]] => {
    const row: Record<string, unknown> = {
      agreement_id: randomUUID(),
      party_a: home,
      party_b: channel,
      purposes: ['referral.send'],
      categories: ['need'],
      starts_at: new Date(0),
      ends_at: new Date(4_000_000_000_000),
      document_sha256: Buffer.alloc(32, 1),
      state: 'live',
      no_onward_transfer: true,
      no_enforcement_use: true,
      notice_of_demand_hours: 24,
      audit_right: true,
      deletion_at_end: true,
      harm_exposed: 'people',
      harm_to_whom: 'staff',
      harm_likelihood: 'low',
      harm_severity: 'low',
      harm_mitigation: 'least data',
      harm_assessor: randomUUID(),
      signed_a_by: randomUUID(),
      signed_b_by: randomUUID(),
      ...change,
    };
    const columns = Object.keys(row);
    return [
      `insert into consent.agreement (${columns.join(', ')}) values (${columns.map((_, n) => `$${n + 1}`).join(', ')}) returning 1`,
      Object.values(row),
    ];
  };
  const nobody = randomUUID();
  await attempt(
    'agreements',
    'with a party that is no organisation here',
    ...agreement({ party_b: nobody }),
  );
  for (const safeguard of [
    'no_onward_transfer',
    'no_enforcement_use',
    'audit_right',
    'deletion_at_end',
  ])
    await attempt('agreements', `live without ${safeguard}`, ...agreement({ [safeguard]: false }));
  for (const missing of ['harm_assessor', 'signed_b_by', 'document_sha256'])
    await attempt('agreements', `live without ${missing}`, ...agreement({ [missing]: null }));
  await attempt(
    'agreements',
    'live with notice of a demand after two days',
    ...agreement({ notice_of_demand_hours: 48 }),
  );

  const live = randomUUID();
  await tx.query(...agreement({ agreement_id: live }));
  const packet = `insert into referrals.packet (packet_id, from_org, to_org, may_receive, grant_id, agreement_id, purpose_id, categories, sealed)
    values (gen_random_uuid(), $1, $2, $3, gen_random_uuid(), $4, 'referral.send', '{need}', '\\x01') returning 1`;
  await attempt('packets', 'to a body that is no organisation here', packet, [
    home,
    nobody,
    true,
    live,
  ]);
  await attempt('packets', 'to one that may not receive', packet, [home, channel, false, live]);
  await attempt('packets', 'without a consent', packet, [home, channel, true, live]);
  const consent = `insert into consent.record (grant_id, subject, from_org, to_org, may_receive, purpose_id, categories, notice_id, notice_version,
      notice_lang, explained, shared_language, given, not_after)
    values (gen_random_uuid(), gen_random_uuid(), $1, $2, $3, 'referral.send', '{need}', 'n', 1, 'en', 'read', true, 'mark', now() + interval '1 day') returning 1`;
  await attempt('consents', 'to a body that is no organisation here', consent, [
    home,
    nobody,
    true,
  ]);
  await attempt('consents', 'to one that may not receive', consent, [home, channel, false]);
  const job = `insert into register.export_job (job_id, org_id, to_org, may_export, agreement_id, columns, row_limit, recipient_key, asked_by, expires_at)
    values (gen_random_uuid(), $1, $2, $3, $4, '{sex}', 10, 'age1' || repeat('q', 58), gen_random_uuid(), now() + interval '1 hour') returning 1`;
  await attempt('exports', 'to a body that is no organisation here', job, [
    home,
    nobody,
    true,
    live,
  ]);
  await attempt('exports', 'to a channel of an authority', job, [home, channel, true, live]);
  await attempt('exports', 'to a channel of an authority, saying it may not', job, [
    home,
    channel,
    false,
    live,
  ]);

  const demand = `insert into register.request (request_id, org_id, received_on, channel, authority_name, instrument, claimed_basis, offence_class,
      data_sought_sealed, recorded_by, state, counsel_ref, categories_given, dpo, second_officer, decided_on)
    values (gen_random_uuid(), $1, current_date, 'court', 'A body', 'court_order', 'a law', $2, '\\x01', gen_random_uuid(), $3, 'c', $4, gen_random_uuid(), gen_random_uuid(), $5) returning 1`;
  for (const offence of ['immigration', 'none_stated', 'petty', 'property', 'fraud', 'labour'])
    await attempt('demands', `met although it is about "${offence}"`, demand, [
      home,
      offence,
      'complied',
      ['name'],
      '2026-11-22',
    ]);
  await attempt('demands', 'met the moment it arrives', demand, [
    home,
    'homicide',
    'complied',
    ['name'],
    '2026-11-22',
  ]);

  for (const [tried, text] of [
    [
      'a table with a column for residence status',
      'create table casework.probe (residence_status text)',
    ],
    ['a table called after deportations', 'create table casework.deportation_order (id int)'],
    ['a column for the visa', 'alter table casework.person add column visa_type text'],
    [
      'a column for nationality beside an arrival date',
      'alter table casework.person add column immigration_status text',
    ],
  ] as const)
    await attempt('what is held', tried, text);
  for (const key of ['immigration_status', 'visa_number', 'subscription_url', 'notify_authority'])
    await attempt(
      'what is held',
      `an event with the field "${key}"`,
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, actor_id, at_device, body)
       values (gen_random_uuid(), gen_random_uuid(), 'need_seen', $1, 'desk.visit', $1, $1, now(), $2) returning 1`,
      [home, JSON.stringify({ [key]: 'x' })],
    );
  return done;
}
