/**
 * Every policy spoilt in every way that a slip of the hand could: dropped, opened, turned round, one clause left out, given
 * to everybody, for all commands, no longer a restriction. Made from the live catalogue, so that new policies come by themselves.
 */
import type { Transaction } from '../../src/database/index.ts';
import { GUARDED } from '../../src/firewall/catalogue/rules.ts';

/** `guarded`: on a table that is about people, so that the prober is asked too. */
export type PolicyMutant = {
  table: string;
  policy: string;
  how: string;
  sql: string;
  guarded: boolean;
};

type Policy = {
  table: string;
  guarded: boolean;
  policy: string;
  cmd: string;
  roles: string;
  using: string | null;
  check: string | null;
  restrictive: boolean;
};

export async function policyMutantsOf(tx: Transaction): Promise<PolicyMutant[]> {
  const policies = await tx.query<Policy>(
    `select c.oid::regclass::text "table", quote_ident(p.polname) policy, not p.polpermissive restrictive,
        c.relnamespace::regnamespace::text = any ($1) guarded,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end cmd,
        (select string_agg(quote_ident(rolname), ', ' order by rolname) from pg_roles where oid = any (p.polroles)) roles,
        pg_get_expr(p.polqual, p.polrelid) "using", pg_get_expr(p.polwithcheck, p.polrelid) "check"
      from pg_policy p join pg_class c on c.oid = p.polrelid order by 1, 2`,
    [[...GUARDED]],
  );
  return policies.flatMap(mutantsOfPolicy);
}

function mutantsOfPolicy(one: Policy): PolicyMutant[] {
  const { table, policy, cmd, restrictive, using, check, guarded } = one;
  const list: PolicyMutant[] = [];
  const add = (how: string, sql: string): void => {
    list.push({ table, policy, how, sql, guarded });
  };
  const alter = (what: string): string => `alter policy ${policy} on ${table} ${what}`;
  const anew = (more: Partial<Policy>): string => {
    const p = { ...one, ...more };
    const parts = [
      `drop policy ${policy} on ${table}; create policy ${policy} on ${table} as ${p.restrictive ? 'restrictive' : 'permissive'} for ${p.cmd} to ${p.roles}`,
      ...(p.using === null ? [] : [`using (${p.using})`]),
      ...(p.check === null ? [] : [`with check (${p.check})`]),
    ];
    return parts.join(' ');
  };
  add('dropped', `drop policy ${policy} on ${table}`);
  add('for everybody', alter('to public'));
  if (restrictive) add('no restriction', anew({ restrictive: false }));
  if (cmd === 'select') add('for all commands', anew({ cmd: 'all' }));
  for (const [name, clause, text] of [
    ['USING', 'using', using],
    ['CHECK', 'with check', check],
  ] as const) {
    if (text === null) continue;
    add(`${name} turned round`, alter(`${clause} (not coalesce((${text}), false))`));
    if (text === 'true') continue;
    add(`${name} true`, alter(`${clause} (true)`));
    for (const [left, put] of weaker(text))
      add(`${name} without ${left}`, alter(`${clause} (${put})`));
  }
  return list;
}

/** The expression with one clause left out, for each of its clauses; with what was left out. */
export function weaker(text: string): [left: string, put: string][] {
  const whole = bare(text);
  const found: [string, string][] = [];
  for (const word of ['AND', 'OR']) {
    const parts = splitAt(whole, ` ${word} `);
    if (parts.length < 2) continue;
    for (const [i, part] of parts.entries()) {
      const others = parts.filter((_, j) => j !== i);
      found.push([part, others.join(` ${word} `)]);
      for (const [left, put] of weaker(part))
        found.push([left, [...others, `(${put})`].join(` ${word} `)]);
    }
    return found;
  }
  // A pair compared with a pair is two clauses: `(a, b) = (select x, y ...)`.
  const pair = /^(?:ROW)?\(([^()]+)\) = (\(\s*SELECT .*\))$/s.exec(whole);
  const columns = pair?.[1]?.split(',').map((column) => column.trim()) ?? [];
  if (pair?.[2] && columns.length > 1) {
    const names = columns.map((_, i) => `c${i}`).join(', ');
    for (const [i, column] of columns.entries()) {
      const put = columns
        .map((other, j) => [other, j] as const)
        .filter(([, j]) => j !== i)
        .map(([other, j]) => `${other} = (select q.c${j} from ${pair[2]} q(${names}))`)
        .join(' and ');
      found.push([column, put]);
    }
  }
  // Lists that are put together are looked at in each: `(a || b) && c`.
  const lists = /\((COALESCE\([^()]*\)|\w+) \|\| (\w+)\)/.exec(whole);
  const [both = '', one = '', other = ''] = lists ?? [];
  if (lists) found.push([one, whole.replace(both, other)], [other, whole.replace(both, one)]);
  return found;
}

/** Without the parentheses around the whole. */
function bare(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || closing(trimmed, 0) !== trimmed.length - 1) return trimmed;
  return bare(trimmed.slice(1, -1));
}

/** Where the parenthesis that opens at `from` closes. */
function closing(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "'") quoted = !quoted;
    if (quoted) continue;
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  throw new Error(`a parenthesis is not closed: ${text}`);
}

/** The parts between a word that stands outside of all parentheses and quotes. */
function splitAt(text: string, word: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') i = closing(text, i);
    else if (text[i] === "'") i = text.indexOf("'", i + 1);
    else if (text.startsWith(word, i)) {
      parts.push(text.slice(start, i));
      start = i + word.length;
      i = start - 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim());
}
