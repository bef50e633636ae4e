/** For tests: a house in which something is stored in every column that the keeper seals, and how all of it reads. */
import { createHash, randomUUID } from 'node:crypto';
import { transactionOn } from '../../database/database.ts';
import type { Database, Row } from '../../database/index.ts';
import { plantPerson } from '../../../test/attack/installation.ts';
import { FILLING } from '../../../test/attack/prober/filling.ts';
import { type CircleKey, newKey, openKey, openSketch, sealSketch } from '../circles/circle-keys.ts';
import type { Firewall } from '../context/act-as.ts';
import type { ToOpen } from '../keeper/index.ts';
import { ACT } from '../keeper/testing.ts';
import { SEALED_PLACES } from './places.ts';

/** Runs one statement that no policy, key or trigger holds back. */
export async function bare(
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = await database.borrow('migrate');
  try {
    await client.query("set session_replication_role = 'replica'");
    return await transactionOn(client).query(text, values);
  } finally {
    await client.query('reset session_replication_role');
    client.release();
  }
}

const put = (database: Database, table: string, row: Row): Promise<Row[]> =>
  bare(
    database,
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
      .map((_, i) => `$${i + 1}`)
      .join(', ')})`,
    Object.values(row),
  );

export const nonceOf = async ({ keeper }: Firewall, org: string): Promise<string> =>
  (await keeper.issue({ ...ACT, org })).nonce;

async function sealed(
  firewall: Firewall,
  org: string,
  [store, subject]: [string, string],
  [column, rowId]: [string, string],
  text: string,
): Promise<Buffer> {
  const [made] = await firewall.keeper.seal({
    nonce: await nonceOf(firewall, org),
    items: [{ key: { store, subject }, place: { column, rowId }, plain: Buffer.from(text) }],
    make: true,
  });
  return made as Buffer;
}

/** A person with a name, a contact and a note, as the desk writes them. */
export const person = (firewall: Firewall, org: string, name: string) =>
  plantPerson(firewall, org, (code) => createHash('sha256').update(code).digest(), {
    name,
    contact: `${name}, +999 555 0102`,
    note: `${name} asked for a coat`,
  });

/** Everything else that is sealed of an organisation, one row of each; a circle with the sketch of one name. */
export async function storeOneOfEach(
  firewall: Firewall,
  org: string,
  { subject, nameId }: { subject: string; nameId: string },
): Promise<void> {
  const id = randomUUID();
  const { database } = firewall;
  const seal = (store: string, key: string, place: string, rowId: string): Promise<Buffer> =>
    sealed(firewall, org, [store, key], [place, rowId], `${place} of ${org}`);
  const one = { org_id: org, purpose_id: 'desk.visit' };
  await put(database, 'casework.correction', {
    ...one,
    correction_id: id,
    subject,
    sealed: await seal('casework', subject, 'casework.correction.sealed', id),
  });
  await put(database, 'referrals.consent_sign', {
    grant_id: id,
    org_id: org,
    subject,
    kind: 'strokes',
    sealed: await seal('referrals', subject, 'referrals.consent_sign.sealed', id),
  });
  await put(database, 'referrals.packet', {
    packet_id: id,
    from_org: randomUUID(),
    to_org: org,
    grant_id: id,
    agreement_id: id,
    purpose_id: 'referral.send',
    categories: ['need'],
    sealed: await seal('referrals', id, 'referrals.packet.sealed', id),
  });
  await put(database, 'staff.account', {
    account_id: id,
    org_id: org,
    login: `worker-${id.slice(0, 8)}`,
    display_name: 'Hana',
    totp_sealed: await seal('staff', id, 'staff.account.totp_sealed', id),
  });
  const issuer = 'https://id.selmora.example/a|b';
  const secret = await seal(
    'staff',
    org,
    'staff.provider.client_secret_sealed',
    `${org} ${issuer.replaceAll('|', '%7C')}`,
  );
  const provider = {
    org_id: org,
    issuer,
    client_id: 'x',
    client_secret_sealed: secret,
    label: 'x',
  };
  await put(database, 'staff.provider', { ...provider, added_by: id, approved_by: org });
  await put(database, 'staff.provider_proposal', { ...provider, proposal_id: id, proposed_by: id });
  await put(database, 'register.request', {
    request_id: id,
    org_id: org,
    received_on: '2026-11-02',
    channel: 'letter',
    authority_name: 'An office',
    instrument: 'letter',
    claimed_basis: 'none stated',
    offence_class: 'none_stated',
    data_sought_sealed: await seal('register', id, 'register.request.data_sought_sealed', id),
    recorded_by: id,
  });
  await put(database, 'register.breakglass', {
    glass_id: id,
    org_id: org,
    subject,
    store: 'casework',
    for_purpose: 'desk.visit',
    asked_by: id,
    reason_sealed: await seal('register', id, 'register.breakglass.reason_sealed', id),
    not_told_reason_sealed: await seal(
      'register',
      id,
      'register.breakglass.not_told_reason_sealed',
      id,
    ),
  });
  await put(database, 'referrals.referral', {
    ...FILLING['referrals.referral']?.(id),
    point_id: id,
    org_id: org,
    purpose_id: 'referral.send',
    subject,
    content: await seal('referrals', subject, 'referrals.referral.content', id),
  });
  const key = await newKey(firewall, await nonceOf(firewall, org));
  const circle = { ...one, point_id: id, circle_key_id: key.id };
  await put(database, 'ident.circle_key', { ...circle, sealed: key.sealed });
  await put(database, 'ident.name_sketch', {
    ...circle,
    sketch_id: nameId,
    subject,
    sealed: sealSketch(key, nameId, Buffer.from(`sketch of ${org}`)),
  });
}

type Columns = {
  place: string;
  tab: string;
  col: string;
  org: string;
  id: string;
  row_id: string;
  key: string;
};

/** What every sealed value says, by place and row; `closed` for what does not open. Circles with their sketches. */
export async function readAll(firewall: Firewall, org: string): Promise<Record<string, string>> {
  const { database, keeper } = firewall;
  const all: Record<string, string> = {};
  for (const { place, tab, col, org: orgColumn, row_id, key } of (await bare(
    database,
    'select * from fw.sealed_columns()',
  )) as Columns[]) {
    const at = SEALED_PLACES.find((one) => one.place === place);
    const rows = (await bare(
      database,
      `select ${row_id} as row_id, ${key} as key, t.${col} as sealed from ${tab} t where t.${orgColumn} = $1 and t.${col} is not null`,
      [org],
    )) as { row_id: string; key: string; sealed: Buffer }[];
    for (let i = 0; i < rows.length; i += 50) {
      const items = rows.slice(i, i + 50).map(
        ({ row_id: rowId, key: subject, sealed: bytes }): ToOpen => ({
          key: { store: at?.store ?? '', subject },
          place: { column: at?.sealedFor ?? place, rowId },
          sealed: bytes,
        }),
      );
      const opened = await keeper.open({
        nonce: await nonceOf(firewall, org),
        purpose: ACT.purpose,
        items,
      });
      for (const [n, one] of opened.entries())
        all[`${place} ${items[n]?.place.rowId ?? ''}`] =
          one.state === 'open' ? one.plain.toString() : 'closed';
    }
  }
  return { ...all, ...(await readCircles(firewall, org)) };
}

async function readCircles(firewall: Firewall, org: string): Promise<Record<string, string>> {
  const rows = (await bare(
    firewall.database,
    `select k.circle_key_id as id, k.sealed, s.sketch_id, s.sealed as sketch from ident.circle_key k join ident.name_sketch s using (org_id, point_id, circle_key_id) where k.org_id = $1`,
    [org],
  )) as { id: string; sealed: Buffer; sketch_id: string; sketch: Buffer }[];
  const all: Record<string, string> = {};
  for (const { id, sealed: bytes, sketch_id, sketch } of rows) {
    const key: CircleKey | undefined = await openKey(firewall, {
      nonce: await nonceOf(firewall, org),
      purpose: ACT.purpose,
      id,
      sealed: bytes,
    });
    all[`sketch ${sketch_id}`] =
      (key && openSketch(key, sketch_id, sketch)?.toString()) ?? 'closed';
  }
  return all;
}

/** Every row of the tables with sealed values, without those values: what sealing anew must leave as it was. */
export async function restOfRows(database: Database): Promise<Record<string, Row[]>> {
  const tables = new Map<string, string[]>();
  for (const { tab, col } of (await bare(
    database,
    'select * from fw.sealed_columns()',
  )) as Columns[])
    tables.set(tab, [...(tables.get(tab) ?? []), col]);
  const all: Record<string, Row[]> = {};
  for (const [table, columns] of tables)
    all[table] = await bare(
      database,
      `select to_jsonb(t) - $1::text[] as rest from ${table} t order by to_jsonb(t)::text`,
      [columns],
    );
  for (const rows of Object.values(all))
    rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return all;
}
