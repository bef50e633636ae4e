/** Puts random worlds into the real database, past triggers and policies, and takes them out again. */
import type pg from 'pg';
import type { Stored, StoredRow } from './random-world.ts';

const TABLES = [
  'casework.person',
  'casework.handle',
  'casework.event',
  'ident.name',
  'ident.contact',
  'ident.blind',
  'referrals.packet',
  'referrals.packet_origin',
  'consent.record',
  'consent.agreement',
  'consent.erasing',
  'consent.withdrawal_notice',
  ...['health', 'survivor', 'legal', 'child', 'kin', 'detention'].map((room) => `${room}.file`),
];

/** Everything of `worlds`, in as many statements as there are tables. `owner` is a superuser's connection. */
export async function storeWorlds(owner: pg.PoolClient, worlds: readonly Stored[]): Promise<void> {
  await owner.query('begin');
  await owner.query('set local session_replication_role = replica');
  const put = (table: string, rows: readonly object[]): Promise<unknown> => {
    if (rows.length === 0) return Promise.resolve();
    const columns = Object.keys(rows[0]!).join(', ');
    return owner.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  };
  const day = new Date().toISOString();
  await put(
    'fw.organisation',
    [{ organisations: [{ id: RECIPIENT, cutAt: null }] }, ...worlds].flatMap(({ organisations }) =>
      organisations.map(({ id, cutAt }) => ({
        org_id: id,
        name: 'Random organisation',
        country: 'XW',
        kind: 'humanitarian',
        no_enforcement_function: true,
        proposed_by: id,
        approved_by: '00000000-0000-4000-8000-000000000001',
        created_at: day,
        functions: '{}',
        cut_at: timeOf(cutAt),
      })),
    ),
  );
  await put(
    'consent.record',
    worlds.flatMap(({ grants, now }) =>
      grants.map((grant) => ({
        grant_id: grant.id,
        subject: grant.subject,
        from_org: grant.from,
        to_org: grant.to,
        may_receive: true,
        purpose_id: grant.purpose,
        categories: grant.categories,
        ...NOTICE,
        given_at: timeOf(now - 5 * 3_600_000),
        not_after: timeOf(grant.notAfter),
        withdrawn_at: timeOf(grant.withdrawnAt),
        withdrawn_how: grant.withdrawnAt === null ? null : 'worker',
      })),
    ),
  );
  await put(
    'consent.agreement',
    worlds.flatMap(({ agreements }) =>
      agreements.map((agreement) => ({
        agreement_id: agreement.id,
        party_a: agreement.parties[0],
        party_b: agreement.parties[1],
        purposes: agreement.purposes,
        categories: agreement.categories,
        starts_at: timeOf(agreement.startsAt),
        ends_at: timeOf(agreement.endsAt),
        state: agreement.state,
        ...SAFEGUARDS,
      })),
    ),
  );
  await put(
    'consent.erasing',
    worlds.flatMap(({ rows }) =>
      rows.flatMap((row) =>
        row.shape === 'erasing'
          ? [
              {
                org_id: row.org,
                subject: row.subject,
                erasure_no: row.id,
                asked_at: day,
                step: 1,
                held: false,
              },
            ]
          : [],
      ),
    ),
  );
  const rows = worlds.flatMap((world) => world.rows);
  for (const table of TABLES) {
    const those = rows.filter((row) => row.table === table);
    if (!['consent.record', 'consent.agreement', 'consent.erasing'].includes(table))
      await put(
        table,
        those.map((row) => ({ ...columnsOf(row), ...restOf(table, row.id) })),
      );
  }
  await owner.query('commit');
}

/** Takes every row out again, and what the acts left in the log. */
export async function clearWorlds(owner: pg.PoolClient): Promise<void> {
  await owner.query('begin');
  await owner.query('set local session_replication_role = replica');
  await owner.query(`truncate ${TABLES.join(', ')}, audit.stage, fw.organisation cascade`);
  await owner.query('commit');
}

/** The columns by which the rule judges a row. */
export function columnsOf(row: StoredRow): Record<string, unknown> {
  switch (row.shape) {
    case 'home': {
      const own = row.table === 'consent.record' ? { from_org: row.org } : { org_id: row.org };
      const key = KEYS[row.table] ?? 'file_id';
      return {
        subject: row.subject,
        [key]: row.id,
        ...own,
        purpose_id: row.purpose,
        ...(row.point === undefined ? {} : { point_id: row.point }),
      };
    }
    case 'crossing':
      return {
        packet_id: row.id,
        from_org: row.from,
        to_org: row.to,
        may_receive: true,
        grant_id: row.grant,
        agreement_id: row.agreement,
        purpose_id: row.purpose,
        categories: row.categories,
      };
    case 'notice':
      return { grant_id: row.id, to_org: row.to, why: 'withdrawn' };
    case 'erasing':
      return { org_id: row.org, subject: row.subject, erasure_no: row.id };
    case 'agreement':
      return { agreement_id: row.id, party_a: row.parties[0], party_b: row.parties[1] };
  }
}

/** The column by which a row of a table is known. */
export const KEYS: Readonly<Record<string, string>> = {
  'casework.person': 'subject',
  'casework.handle': 'handle_id',
  'casework.event': 'event_id',
  'ident.name': 'name_id',
  'ident.contact': 'contact_id',
  'ident.blind': 'blind_id',
  'referrals.packet': 'packet_id',
  'referrals.packet_origin': 'packet_id',
  'consent.record': 'grant_id',
  'consent.agreement': 'agreement_id',
  'consent.erasing': 'erasure_no',
  'consent.withdrawal_notice': 'grant_id',
};

/** The other columns that a table needs: the rule does not look at them. */
export function restOf(table: string, id: string): Record<string, unknown> {
  const at = new Date().toISOString();
  switch (table) {
    case 'casework.person':
      return {
        age_band: '18-59',
        sex: 'not_asked',
        no_link: false,
      };
    case 'casework.handle':
      return {
        kind: 'card',
        code_hash: `\\x${id.replaceAll('-', '').repeat(2)}`,
      };
    case 'casework.event':
      return {
        op_id: id,
        kind: 'visit_opened',
        v: 1,
        actor_id: id,
        at_device: at,
        clock_offset_ms: 0,
        recorded_at: at,
        compartment: 'general',
        body: {},
      };
    case 'ident.name':
    case 'ident.contact':
      return { sealed: '\\x01', created_at: at };
    case 'ident.blind':
      return { field: 'phone', bucket: '\\x01', created_at: at };
    case 'referrals.packet':
      return { sealed: '\\x01', created_at: at };
    case 'referrals.packet_origin':
      return { created_at: at };
    case 'consent.withdrawal_notice':
      return { made_at: at, answer_due: at };
    case 'consent.erasing':
    case 'consent.agreement':
      return {};
    case 'consent.record':
      return {
        ...NOTICE,
        to_org: RECIPIENT,
        may_receive: true,
        categories: ['need'],
        given_at: timeOf(Date.now() - 3_600_000),
        not_after: timeOf(Date.now() + 3_600_000),
      };
    default:
      return { generation: 1, sealed: '\\x01', created_on: at };
  }
}

const NOTICE = {
  notice_id: 'referral',
  notice_version: 1,
  notice_lang: 'en',
  explained: 'read',
  shared_language: true,
  given: 'mark',
};

/** An organisation that is there in every batch: new grants are for it. */
export const RECIPIENT = '00000000-0000-4000-8000-00000000beef';

const SOMEBODY = '00000000-0000-4000-8000-000000000002';
const SAFEGUARDS = {
  document_sha256: `\\x${'ab'.repeat(32)}`,
  no_onward_transfer: true,
  no_enforcement_use: true,
  notice_of_demand_hours: 24,
  audit_right: true,
  deletion_at_end: true,
  harm_exposed: 'people referred',
  harm_to_whom: 'staff of the recipient',
  harm_likelihood: 'low',
  harm_severity: 'low',
  harm_mitigation: 'least data',
  harm_assessor: SOMEBODY,
  signed_a_by: '00000000-0000-4000-8000-000000000003',
  signed_b_by: '00000000-0000-4000-8000-000000000004',
  no_immigration_effect: false,
  changed_at: new Date().toISOString(),
};

const timeOf = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();
