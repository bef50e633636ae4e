/**
 * Mutants that nothing can tell from the sound database by asking it, each with the reason, and the premise of the reason as
 * a question to the live database: when it no longer holds, the mutant is no longer excused.
 */
import type pg from 'pg';
import type { Mutant } from './mutants.ts';

type Excuse = {
  is(mutant: Mutant): boolean;
  reason: string;
  holds(client: pg.PoolClient, mutant: Mutant): Promise<boolean>;
};

const tableOf = ({ what }: Mutant): string => what.split(' ')[0] ?? '';
const policyOf = ({ what }: Mutant): string => what.split(' ')[1] ?? '';

/** What an editor's policy asks for a row of: who may not read it there is told no. */
const askedBy = (mutant: Mutant): string =>
  tableOf(mutant) === 'directory.import_row' ? 'directory.import_batch' : 'guidance.card';

const EXCUSES: readonly Excuse[] = [
  {
    is: ({ kind, what, how }) =>
      kind === 'policy' && / alive_/.test(what) && how === 'USING without (subject IS NULL)',
    reason:
      'the column is NOT NULL in this table, so "subject is null" is never true and leaving it out changes nothing',
    async holds(client, mutant) {
      const { rows } = await client.query<{ never: boolean }>(
        `select attnotnull as never from pg_attribute where attrelid = $1::regclass and attname = 'subject'`,
        [tableOf(mutant)],
      );
      return rows[0]?.never === true;
    },
  },
  {
    is: ({ kind, what, how }) =>
      kind === 'policy' &&
      what === 'consent.agreement purpose_desk' &&
      ['dropped', 'CHECK true', 'CHECK turned round'].includes(how),
    reason:
      'the restriction only narrows what a permissive policy lets be written, and its role has a permissive policy for SELECT alone: ' +
      'every write is refused before it is asked; it stands for the day when somebody adds one',
    async holds(client, mutant) {
      const { rows } = await client.query(
        `select from pg_policy p, pg_policy q where p.polrelid = $1::regclass and q.polrelid = p.polrelid and p.polname = $2
          and q.polpermissive and q.polroles && p.polroles and q.polcmd <> 'r'`,
        [tableOf(mutant), policyOf(mutant)],
      );
      return rows.length === 0;
    },
  },
  {
    is: ({ kind, what, how }) =>
      kind === 'editing policy' &&
      how === 'for everybody' &&
      (what.startsWith('guidance.') || what.startsWith('directory.import_row ')),
    reason:
      'it asks for a card, or a batch, of the acting organisation, so it says yes only to who reads these; besides editors they have a ' +
      'policy on this table already that lets them do the same to every row',
    async holds(client, mutant) {
      const { rows: reads } = await client.query(
        `select from pg_policy p where p.polrelid = $1::regclass and p.polname = $2
          and position('FROM ' || $3 in coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid))) > 0`,
        [tableOf(mutant), policyOf(mutant), askedBy(mutant)],
      );
      const { rows: others } = await client.query(
        `select from (select distinct unnest(c.polroles) reader from pg_policy c
            where c.polrelid = $3::regclass and c.polpermissive and c.polcmd in ('r', '*')) r, pg_policy p
          where p.polrelid = $1::regclass and p.polname = $2 and r.reader <> all (p.polroles)
            and not exists (select from pg_policy q where q.polrelid = p.polrelid and q.polpermissive and r.reader = any (q.polroles)
              and q.polcmd in (p.polcmd, '*') and coalesce(pg_get_expr(q.polqual, q.polrelid), 'true') = 'true'
              and coalesce(pg_get_expr(q.polwithcheck, q.polrelid), 'true') = 'true')`,
        [tableOf(mutant), policyOf(mutant), askedBy(mutant)],
      );
      return reads.length === 1 && others.length === 0;
    },
  },
  {
    is: ({ kind, what, how }) =>
      kind === 'row security' &&
      how === 'not forced' &&
      ['directory', 'guidance'].some((room) => what.startsWith(room)),
    reason:
      'the owner of the table has a policy that shows it every row and lets it write all: forced or not, it is answered alike; forcing it ' +
      'stands for the day when that policy is narrowed',
    async holds(client, mutant) {
      const { rows } = await client.query<{ all: boolean }>(
        `select p.polpermissive and p.polcmd = '*' and pg_get_expr(p.polqual, p.polrelid) = 'true' and pg_get_expr(p.polwithcheck, p.polrelid) = 'true' as all
          from pg_policy p join pg_class c on c.oid = p.polrelid where c.oid = $1::regclass and p.polroles = array[c.relowner]
            and not exists (select from pg_policy q where q.polrelid = p.polrelid and not q.polpermissive)`,
        [tableOf(mutant)],
      );
      return rows.length === 1 && rows[0]?.all === true;
    },
  },
  {
    is: ({ kind, what, how }) => kind === 'clause' && how === 'opened' && what !== 'fw.own_row',
    reason:
      'further rows of a transaction are written by fw.note alone, which copies what these functions read from the row that opened it; ' +
      'each answers with one value, so it says the same whichever row it finds (fw.own_row answers with rows, and is told)',
    async holds(client) {
      const { rows: writers } = await client.query<{ name: string }>(
        `select p.oid::regprocedure::text name from pg_proc p where p.prosrc ~* 'insert\\s+into\\s+audit\\.stage' order by 1`,
      );
      const { rows: rights } = await client.query(
        `select from pg_class c, aclexplode(c.relacl) a where c.oid = 'audit.stage'::regclass and a.privilege_type = 'INSERT'
          and a.grantee <> c.relowner and a.grantee <> 'own_fw'::regrole`,
      );
      const { rows: note } = await client.query<{ body: string }>(
        `select prosrc as body from pg_proc where oid = 'fw.note(text, jsonb, uuid[])'::regprocedure`,
      );
      const said = (note[0]?.body ?? '').replaceAll(/\s+/g, ' ');
      return (
        writers.map(({ name }) => name).join() === 'fw.begin(text),fw.note(text,jsonb,uuid[])' &&
        rights.length === 0 &&
        // kind, organisation, purpose, subject, points and what may be read come from the context; the end from the first row.
        ['opened.exp', 'c.kind', 'c.org_id', 'c.purpose', 'c.subject', 'c.points', 'c.reads'].every(
          (word) => said.includes(word),
        )
      );
    },
  },
];

/** Why nothing can tell the mutant, when its reason holds today; else null. */
export async function excuseFor(client: pg.PoolClient, mutant: Mutant): Promise<string | null> {
  for (const excuse of EXCUSES)
    if (excuse.is(mutant) && (await excuse.holds(client, mutant))) return excuse.reason;
  return null;
}
