/**
 * What obeying a court order for one named person would produce, from every store, and what it could not
 * (design chapter 20, sections 17 and 18). The rehearsal is itself in the log: its ticket stands in the keeper's ledger.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../database/index.ts';
import { transactionOn } from '../../database/database.ts';
import { Problem } from '../../http/problem.ts';
import type { Keeper } from '../keeper/index.ts';
import { absences, type HeldRow, personOf, rowsOf } from './held-rows.ts';

/** The one act that the keeper of a rehearsal signs a ticket for. */
export const REHEARSAL = { route: 'job:rehearsal', purpose: 'request.authority' } as const;
const AT_ONCE = 50;

export type Produced = {
  organisation: string;
  org: string;
  subject: string;
  rows: (Omit<HeldRow, 'sealed'> & {
    /** What the node can open with the keys that it has now. */
    opened: Record<string, string>;
    /** What nobody at the node can open, and why. */
    closed: Record<string, string>;
  })[];
  /** Tables with more rows than are printed. */
  more: Record<string, number>;
  /** Rows of the keeper's ledger, which ends ten minutes after each act. */
  tickets: number;
  erased: boolean;
};
export type Rehearsal = {
  asked: string;
  rehearsed_at: string;
  produced: Produced[];
  tables_searched: number;
  backups: string[];
  /** Demands whose sealed text could name anybody: openable, tied to nobody. */
  demands: number;
  cannot: { what: string; why: string; seen: string }[];
};

export type RehearsalParts = {
  database: Database;
  keys: Database;
  keeper: Keeper;
  backupFolder: string;
  now: number;
};

/** @throws `bad_input` unless exactly one of code and subject is given. */
export async function rehearseOrder(
  parts: RehearsalParts,
  asked: { code?: string; subject?: string },
): Promise<Rehearsal> {
  if ((asked.code === undefined) === (asked.subject === undefined))
    throw new Problem('bad_input', {
      field: 'code',
      detail:
        'Give --code with the code of a slip or card, or --subject with a token: one of both.',
    });
  if (asked.subject !== undefined && !/^[0-9a-f-]{36}$/.test(asked.subject))
    throw new Problem('bad_input', {
      field: 'subject',
      detail: '--subject must be a token: a UUID in lower case.',
    });
  const client = await parts.database.borrow('migrate');
  try {
    // One moment of the database; nothing is written to it.
    await client.query('begin isolation level repeatable read read only');
    const tx = transactionOn(client);
    const people = await personOf(
      tx,
      asked.subject === undefined
        ? {
            codeHash: createHash('sha256')
              .update((asked.code ?? '').trim())
              .digest(),
          }
        : { subject: asked.subject },
    );
    const produced: Produced[] = [];
    let searched = 0;
    for (const { subject, org, name } of people) {
      const found = await rowsOf(tx, subject);
      searched = found.searched;
      const own = found.rows.filter(({ values }) => belongs(values, org));
      produced.push({
        organisation: name,
        org,
        subject,
        rows: await openRows(parts.keeper, org, subject, own),
        more: found.more,
        tickets: await ticketsOf(parts.keys, subject),
        erased: (await parts.keeper.erased([subject])).length > 0,
      });
    }
    const [counted] = await tx.query<{ n: number }>(
      'select count(*)::int as n from register.request',
    );
    return {
      asked: asked.subject ?? 'the code of a slip or card',
      rehearsed_at: new Date(parts.now).toISOString(),
      produced,
      tables_searched: searched,
      backups: await filesIn(parts.backupFolder),
      demands: counted?.n ?? 0,
      cannot: cannot(await absences(tx), people.length),
    };
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

/** Tokens differ in every organisation, so a row of another one can only be what crossed. */
function belongs(values: Record<string, unknown>, org: string): boolean {
  const owners = ['org_id', 'from_org', 'to_org']
    .map((name) => values[name])
    .filter((owner) => owner !== undefined);
  return owners.length === 0 || owners.includes(org);
}

async function openRows(
  keeper: Keeper,
  org: string,
  subject: string,
  rows: readonly HeldRow[],
): Promise<Produced['rows']> {
  const answers = rows.map(({ sealed: _, ...row }) => ({
    ...row,
    opened: {} as Record<string, string>,
    closed: {} as Record<string, string>,
  }));
  const wanted = rows.flatMap((row, n) =>
    row.sealed.flatMap((sealed) => {
      const answer = answers[n];
      if (!answer) return [];
      if (sealed.class === 'end_sealed')
        answer.closed[sealed.column] =
          `${sealed.bytes.length} bytes sealed on a device to a key that is not here`;
      if (sealed.class !== 'sealed') return [];
      const store = row.table.split('.')[0] ?? '';
      // Sealed under the person's key, or under the key of the row itself (demands, reasons).
      return [subject, row.id]
        .filter((name) => /^[0-9a-f-]{36}$/.test(name))
        .map((name) => ({
          answer,
          item: {
            key: { store, subject: name },
            place: { column: sealed.column, rowId: row.id },
            sealed: sealed.bytes,
          },
        }));
    }),
  );
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE);
    const { nonce } = await keeper.issue({
      ...REHEARSAL,
      audience: 'app_register',
      kind: 'job',
      actor: '',
      org,
      points: [],
      subject,
    });
    const opened = await keeper.open({
      nonce,
      purpose: REHEARSAL.purpose,
      items: some.map(({ item }) => item),
    });
    for (const [n, one] of opened.entries()) {
      const { answer, item } = some[n] as (typeof some)[number];
      const { column } = item.place;
      if (one.state === 'open') {
        answer.opened[column] = printable(one.plain);
        delete answer.closed[column];
      } else if (!(column in answer.opened))
        answer.closed[column] =
          `${item.sealed.length} bytes: the key was destroyed, or is another organisation's`;
    }
  }
  return answers;
}

const printable = (plain: Buffer): string => {
  const text = plain.toString();
  return Buffer.from(text).equals(plain) ? text : `base64:${plain.toString('base64')}`;
};

async function ticketsOf(keys: Database, subject: string): Promise<number> {
  const client = await keys.borrow('migrate');
  try {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from keys.ticket where subject = $1',
      [subject],
    );
    return rows[0]?.n ?? 0;
  } finally {
    client.release();
  }
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

function cannot(
  { forbidden, addresses, endSealed }: Awaited<ReturnType<typeof absences>>,
  people: number,
): Rehearsal['cannot'] {
  return [
    {
      what: 'immigration status, permit, manner of entry, nationality',
      why: 'no table, column or value list can hold it; the database refuses one',
      seen: forbidden.length
        ? `FOUND: ${forbidden.join(', ')}`
        : 'the guard read every name of the catalogue: none',
    },
    {
      what: 'where she connected from, with what device or browser, what she searched for',
      why: 'never written',
      seen: addresses.length
        ? `FOUND: ${addresses.join(', ')}`
        : 'no column for addresses or browsers in the catalogue',
    },
    {
      what: `the content of files sealed on devices (${endSealed
        .map((name) => name.split('.')[0])
        .filter((name, n, all) => all.indexOf(name) === n)
        .join(', ')}) and of her own documents`,
      why: 'their keys are with named people, not with the node',
      seen: `${endSealed.length} tables of class end-sealed`,
    },
    {
      what: 'the same person in another organisation',
      why: 'her token is another one in each; no index goes across organisations',
      seen: `${people} ${people === 1 ? 'organisation knows' : 'organisations know'} what was asked for`,
    },
    {
      what: 'a person by name, telephone number, language or place alone',
      why: 'names are sealed; look-ups need her organisation’s own index key and give a bucket of several people',
      seen: 'this command takes a code or a token and nothing else',
    },
    {
      what: 'what was erased before the last rotation of keys',
      why: 'its keys are destroyed in every copy',
      seen: 'test/attack/surrender/old-backup.test.ts',
    },
  ];
}
