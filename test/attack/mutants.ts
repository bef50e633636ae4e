/** Mutants of the firewall: every policy, right, trigger and constraint dropped, weakened or turned round, one at a time. */
import type { Transaction } from '../../src/database/index.ts';
import { GUARDED } from '../../src/firewall/catalogue/rules.ts';

export type Mutant = {
  kind: 'policy' | 'row security' | 'right' | 'trigger' | 'constraint' | 'clause';
  how: string;
  what: string;
  /** SQL that makes the mutant. */
  sql: string;
  /** Whether random worlds can see it: policies of login roles on the tables that they know, clauses of the verdicts. */
  behaves: boolean;
};

/** Clauses of the functions that decide: taken out of the text of the function, each by itself. */
const CLAUSES: [name: string, signature: string, clause: string, put: string][] = [
  ['mac is compared', 'fw.begin(text)', 'sha256(mac) <> sha256(fw.base64url(part[13]))', 'false'],
  ['ticket not past', 'fw.begin(text)', 'expires <= now_is or ', ''],
  ['ticket not too long', 'fw.begin(text)', " or expires > now_is + interval '31 s'", ''],
  ['audience', 'fw.begin(text)', 'part[3] <> session_user', 'false'],
  ['organisation open', 'fw.begin(text)', ' and (o.cut_at is null or o.cut_at > now_is)', ''],
  ['purpose known', 'fw.begin(text)', "readable = '{}'", 'false'],
  [
    'isolation and cursors',
    'fw.begin(text)',
    "current_setting('transaction_isolation') <> 'read committed'",
    'false',
  ],
  [
    'home is not a person’s',
    'fw.home_org()',
    "case when r.kind in ('staff', 'job') then r.org_id end",
    'r.org_id',
  ],
  ['context not expired', 'fw.home_org()', 'r.exp <= clock_timestamp()', 'false'],
  ['home not cut', 'fw.home_org()', 'r.cut_at <= clock_timestamp()', 'false'],
  [
    'own row of a person',
    'fw.own_row()',
    "(s.kind = ANY (ARRAY['person'::text, 'glass'::text]))",
    'true',
  ],
  ['erasing of the organisation', 'fw.erasing()', '(e.org_id = s.org_id)', 'false'],
  ['grants of the erasing', 'fw.erasing_grants()', '(e.org_id = s.org_id)', 'false'],
  ...[
    '(g.from_org = share_ok.p_from)',
    '(g.to_org = share_ok.p_to)',
    '(g.purpose_id = share_ok.p_purpose)',
    '(g.categories @> share_ok.p_categories)',
    '(g.withdrawn_at IS NULL)',
    '(g.not_after > clock_timestamp())',
    "(a.state = 'live'::text)",
    '(a.starts_at <= clock_timestamp())',
    '(a.ends_at > clock_timestamp())',
    '(a.purposes @> ARRAY[share_ok.p_purpose])',
    '(a.categories @> share_ok.p_categories)',
    '(f.cut_at IS NULL)',
    '(t.cut_at IS NULL)',
    '(((a.party_a = share_ok.p_from) AND (a.party_b = share_ok.p_to)) OR ((a.party_a = share_ok.p_to) AND (a.party_b = share_ok.p_from)))',
  ].map((clause): [string, string, string, string] => [
    'share_ok',
    'fw.share_ok(uuid,uuid,uuid,uuid,text,text[])',
    clause,
    'true',
  ]),
  ...[
    'g.from_org = p_from',
    'g.to_org = p_to',
    'g.purpose_id = p_purpose',
    'g.categories @> p_categories',
    'g.withdrawn_at is null',
    'g.not_after > clock_timestamp()',
    "a.state = 'live'",
    'a.starts_at <= clock_timestamp()',
    'a.ends_at > clock_timestamp()',
    'a.purposes @> array[p_purpose]',
    'a.categories @> p_categories',
    '((a.party_a = p_from and a.party_b = p_to) or (a.party_a = p_to and a.party_b = p_from))',
    'not exists (select from consent.erasing e where e.org_id = g.from_org and e.subject = g.subject)',
  ].map((clause): [string, string, string, string] => [
    'share_lock',
    'fw.share_lock(uuid,uuid,uuid,uuid,text,text[])',
    clause,
    'true',
  ]),
  [
    'share_lock',
    'fw.share_lock(uuid,uuid,uuid,uuid,text,text[])',
    'and o.cut_at <= clock_timestamp()',
    'and false',
  ],
];
/**
 * Clauses that random worlds cannot see: time hides them (the traps test these), or another guard says the same
 * (the policies refuse a cut organisation after fw.begin; own rows of staff are home rows too).
 */
const HIDDEN = new Set([
  'isolation and cursors',
  'context not expired',
  'home not cut',
  'organisation open',
  'own row of a person',
]);

const WORLDS_KNOW =
  /^(casework|ident|referrals|consent|health|survivor|legal|child|kin|detention)\./;

export async function mutantsOf(tx: Transaction): Promise<Mutant[]> {
  const list: Mutant[] = [];
  const policies = await tx.query<{
    t: string;
    name: string;
    cmd: string;
    roles: string;
    qual: string | null;
    checks: string | null;
    restrictive: boolean;
  }>(
    `select schemaname || '.' || tablename t, policyname::text name, cmd, roles::text, qual, with_check checks, permissive = 'RESTRICTIVE' restrictive
     from pg_policies where schemaname = any ($1) order by 1, 2`,
    [[...GUARDED]],
  );
  for (const { t, name, roles, qual, checks, restrictive } of policies) {
    const behaves = WORLDS_KNOW.test(t) && !/own_fw|app_backup/.test(roles);
    const add = (how: string, sql: string, seen = behaves): void => {
      list.push({ kind: 'policy', how, what: `${t} ${name}`, sql, behaves: seen });
    };
    add(
      'dropped',
      `drop policy ${name} on ${t}`,
      behaves && !(restrictive && t === 'consent.agreement'),
    );
    const told = behaves && t !== 'consent.agreement' && !/own_consent_asks/.test(name);
    if (qual && qual !== 'true') {
      // Without a check of its own, the condition is also what new rows are judged by.
      add('USING true', `alter policy ${name} on ${t} using (true)`);
      add('USING inverted', `alter policy ${name} on ${t} using (not coalesce((${qual}), false))`);
    }
    if (checks && checks !== 'true') {
      add(
        'CHECK true',
        `alter policy ${name} on ${t} with check (true)`,
        told && /app_desk|app_ident/.test(roles) && !/home/.test(name) && t !== 'consent.record',
      );
      add(
        'CHECK inverted',
        `alter policy ${name} on ${t} with check (not coalesce((${checks}), false))`,
        false,
      );
    }
  }
  const tables = await tx.query<{ t: string }>(
    `select c.oid::regclass::text t from pg_class c where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text = any ($1) order by 1`,
    [[...GUARDED]],
  );
  for (const { t } of tables) {
    list.push({
      kind: 'row security',
      how: 'disabled',
      what: t,
      sql: `alter table ${t} disable row level security`,
      behaves: WORLDS_KNOW.test(t) && t !== 'casework.event_rest',
    });
    list.push({
      kind: 'row security',
      how: 'not forced',
      what: t,
      sql: `alter table ${t} no force row level security`,
      behaves: false,
    });
  }
  const rights = await tx.query<{ t: string; who: string; p: string }>(
    `select distinct c.oid::regclass::text t, a.grantee::regrole::text who, a.privilege_type p from pg_class c, aclexplode(c.relacl) a
     where c.relnamespace::regnamespace::text = any ($1) and a.grantee <> c.relowner and c.relkind in ('r', 'p') order by 1, 2, 3`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, who, p } of rights)
    list.push({
      kind: 'right',
      how: 'taken away',
      what: `${t} ${who} ${p}`,
      sql: `revoke ${p} on ${t} from ${who}`,
      behaves: false,
    });
  const given = new Set(rights.map(({ t, who }) => `${t} ${who}`));
  for (const one of given) {
    const [t, who] = one.split(' ');
    list.push({
      kind: 'right',
      how: 'all given',
      what: one,
      sql: `grant all on ${t} to ${who}`,
      behaves: false,
    });
  }
  const triggers = await tx.query<{ t: string; name: string }>(
    `select g.tgrelid::regclass::text t, g.tgname::text name from pg_trigger g join pg_class c on c.oid = g.tgrelid
     where not g.tgisinternal and g.tgparentid = 0 and c.relnamespace::regnamespace::text = any ($1)`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, name } of triggers) {
    const behaves = name === 'crossing';
    list.push({
      kind: 'trigger',
      how: 'dropped',
      what: `${t} ${name}`,
      sql: `drop trigger ${name} on ${t}`,
      behaves,
    });
    list.push({
      kind: 'trigger',
      how: 'disabled',
      what: `${t} ${name}`,
      sql: `alter table ${t} disable trigger ${name}`,
      behaves,
    });
  }
  const constraints = await tx.query<{ t: string; name: string }>(
    `select k.conrelid::regclass::text t, quote_ident(k.conname) name from pg_constraint k
     where k.contype in ('c', 'f', 'u') and k.conrelid > 0 and k.conparentid = 0 and k.coninhcount = 0 and k.connamespace::regnamespace::text = any ($1) order by 1, 2`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, name } of constraints)
    list.push({
      kind: 'constraint',
      how: 'dropped',
      what: `${t} ${name}`,
      sql: `alter table ${t} drop constraint ${name} cascade`,
      behaves: false,
    });
  const bodies = new Map<string, string>();
  for (const [name, signature, clause, put] of CLAUSES) {
    let body = bodies.get(signature);
    if (!body) {
      const [row] = await tx.query<{ body: string }>(
        'select pg_get_functiondef($1::regprocedure) body',
        [signature],
      );
      bodies.set(signature, (body = row?.body ?? ''));
    }
    if (!body.includes(clause)) throw new Error(`${signature} does not say: ${clause}\n${body}`);
    list.push({
      kind: 'clause',
      how: name,
      what: `${signature.replace(/\(.*/, '')}: ${clause}`,
      sql: body.replace(clause, () => put),
      behaves: !HIDDEN.has(name),
    });
  }
  return list;
}
