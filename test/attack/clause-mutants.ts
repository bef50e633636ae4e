/**
 * Clauses of the functions that decide, each left out by itself. A clause is found by its words in the live function, so a
 * function that was written anew must be looked at here too: the list says so by failing.
 */
import type { Transaction } from '../../src/database/index.ts';

export type ClauseMutant = { fn: string; how: string; sql: string };

type Clause = [how: string, words: string | readonly string[], put?: string];

const OPEN = "(s.act = 'open'::text)";
const THIS = '(s.xid = pg_current_xact_id_if_assigned())';
const ofContext: Clause[] = [
  ['of this transaction', THIS, 'true'],
  ['opened', OPEN, 'true'],
];
const spoken: Clause[] = [
  ['of this transaction', 's.xid = pg_current_xact_id_if_assigned()', 'true'],
  ['opened', "s.act = 'open'", 'true'],
  ['none is an error', 'not found', 'false'],
  ['not past', 'r.exp <= clock_timestamp()', 'false'],
  ['organisation not cut', 'r.cut_at <= clock_timestamp()', 'false'],
];

const CLAUSES: Readonly<Record<string, readonly Clause[]>> = {
  'fw.begin(text)': [
    [
      'mac',
      ['sha256(mac) <> sha256(fw.base64url(part[13]))', "<> sha256(convert_to(part[13], 'UTF8'))"],
    ],
    ['key not retired', ['k.retired_at > now_is'], 'true'],
    ['version', ["part[1] <> 'w1'", "part[1] = 'w1'"]],
    ['thirteen parts', ['cardinality(part) is distinct from 13', 'cardinality(part) = 13']],
    [
      'not past',
      ['expires <= now_is or ', 'to_timestamp(part[11]::bigint / 1000.0) <= now_is or '],
      '',
    ],
    [
      'not too long',
      [
        " or expires > now_is + interval '31 s'",
        " or to_timestamp(part[11]::bigint / 1000.0) > now_is + interval '31 s'",
      ],
      '',
    ],
    ['audience', 'part[3] <> session_user', 'false'],
    ['kind', "part[4] not in ('staff', 'person', 'job', 'glass')", 'false'],
    ['staff and glass have an actor', "(part[4] in ('staff', 'glass') and part[5] = '')", 'false'],
    [
      'person and glass have a subject',
      "(part[4] in ('person', 'glass') and part[10] = '')",
      'false',
    ],
    ['organisation known', 'o.org_id = part[6]::uuid', 'true'],
    ['organisation not cut', ' and (o.cut_at is null or o.cut_at > now_is)', ''],
    ['purpose known', "readable = '{}'", 'false'],
    ['reads of this purpose', 'u.used_for = part[8]', 'true'],
    ['read committed', "current_setting('transaction_isolation') <> 'read committed'", 'false'],
    ['no held cursor', 'exists (select from pg_cursors q where q.is_holdable)', 'false'],
  ],
  'fw.home_org()': [
    ...spoken,
    ['not for a person', "case when r.kind in ('staff', 'job') then r.org_id end", 'r.org_id'],
  ],
  'fw.ctx()': spoken,
  'fw.own_row()': [
    ...ofContext,
    ['of a person or by break-glass', "(s.kind = ANY (ARRAY['person'::text, 'glass'::text]))"],
    ['not past', '(s.exp > clock_timestamp())'],
    ['organisation not cut', '((o.cut_at IS NULL) OR (o.cut_at > clock_timestamp()))'],
  ],
  'fw.readable()': ofContext,
  'fw.acting_purpose()': ofContext,
  'fw.points()': ofContext,
  'fw.erasing()': [...ofContext, ['of the organisation', '(e.org_id = s.org_id)']],
  'fw.erasing_grants()': [
    ...ofContext,
    ['of the organisation', '(e.org_id = s.org_id)'],
    ['given to the organisation', '(g.from_org = e.org_id)'],
    ['of that person', '(g.subject = e.subject)'],
  ],
  'fw.share_ok(uuid,uuid,uuid,uuid,text,text[])': [
    '(a.agreement_id = share_ok.p_agreement)',
    '(g.grant_id = share_ok.p_grant)',
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
    '(a.party_a = share_ok.p_from)',
    '(a.party_b = share_ok.p_to)',
    '(a.party_a = share_ok.p_to)',
    '(a.party_b = share_ok.p_from)',
    '((f.cut_at IS NULL) OR (f.cut_at > clock_timestamp()))',
    '((t.cut_at IS NULL) OR (t.cut_at > clock_timestamp()))',
    '(e.org_id = g.from_org)',
    '(e.subject = g.subject)',
  ].map((words): Clause => [words, words]),
  'fw.share_lock(uuid,uuid,uuid,uuid,text,text[])': [
    ...[
      'g.grant_id = p_grant',
      'g.from_org = p_from',
      'g.to_org = p_to',
      'g.purpose_id = p_purpose',
      'g.categories @> p_categories',
      'g.withdrawn_at is null',
      'g.not_after > clock_timestamp()',
      'e.org_id = g.from_org',
      'e.subject = g.subject',
      'a.agreement_id = p_agreement',
      "a.state = 'live'",
      'a.starts_at <= clock_timestamp()',
      'a.ends_at > clock_timestamp()',
      'a.purposes @> array[p_purpose]',
      'a.categories @> p_categories',
      'a.party_a = p_from',
      'a.party_b = p_to',
      'a.party_a = p_to',
      'a.party_b = p_from',
    ].map((words): Clause => [words, words]),
    ['not cut', 'and o.cut_at <= clock_timestamp()', 'and false'],
  ],
};

/** Words of a refusal are left out by `false`, words of a condition by `true`: `<>` and `is distinct` stand in refusals. */
const leftOut = (words: string): string => (/<>|is distinct/.test(words) ? 'false' : 'true');

export async function clauseMutantsOf(tx: Transaction): Promise<ClauseMutant[]> {
  const list: ClauseMutant[] = [];
  for (const [signature, clauses] of Object.entries(CLAUSES)) {
    const [row] = await tx.query<{ body: string }>(
      'select pg_get_functiondef($1::regprocedure) body',
      [signature],
    );
    const body = row?.body ?? '';
    for (const [how, words, put] of clauses) {
      const said = [words].flat().find((one) => body.includes(one));
      if (said === undefined)
        throw new Error(`${signature} does not say: ${[words].flat().join(' / ')}\n${body}`);
      // `x <> y` as the end of a comparison keeps its left side.
      const instead = put ?? (said.startsWith('<>') ? 'is null' : leftOut(said));
      list.push({ fn: signature.replace(/\(.*/, ''), how, sql: body.replace(said, () => instead) });
    }
  }
  return list;
}
