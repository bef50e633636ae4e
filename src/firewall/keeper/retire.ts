/**
 * Ends what was sealed in another form than that of the current epoch: the keys under which it was sealed are destroyed, so that nobody
 * who puts an old value back has it opened. What they still lie in ends with the next rotation and the older backups of keys.
 */
import type { Database } from '../../database/index.ts';
import type { Form } from './forms.ts';
import { COPY_LOCK } from './rotation-copy.ts';
import { ask, transact } from './transact.ts';

/** How many keys of each organisation are of another form than the current epoch, by form. */
export function olderKeys(keys: Database): Promise<{ org: string; form: number; keys: number }[]> {
  return ask(
    keys,
    `select d.org, d.form, count(*)::int as keys from keys.dek d
     where d.epoch = (select epoch from keys.epoch where state = 'current')
       and d.form <> (select form from keys.epoch where state = 'current')
     group by d.org, d.form order by d.org, d.form`,
  );
}

/** Since when, without a break, epochs are of the form that the current one has; undefined while a rotation is under way. */
export async function inFormSince(keys: Database): Promise<Date | undefined> {
  const [row] = await ask<{ since: Date | null }>(
    keys,
    `select (select min(e.made_at) from keys.epoch e where e.epoch > coalesce(
         (select max(o.epoch) from keys.epoch o where o.form <> c.form and o.epoch < c.epoch), 0)) as since
     from keys.epoch c where c.state = 'current' and not exists (select from keys.rotation r where r.done_at is null)`,
  );
  return row?.since ?? undefined;
}

/** Remembers that something was sealed anew in a form at this moment. */
export async function noteMoved(keys: Database, form: Form, at: Date): Promise<void> {
  await ask(
    keys,
    'insert into keys.moved as m (form, at) values ($1, $2) on conflict (form) do update set at = greatest(m.at, excluded.at)',
    [form, at],
  );
}

/** When something was last sealed anew in a form; undefined when nothing ever was. */
export async function lastMoved(keys: Database, form: Form): Promise<Date | undefined> {
  const [row] = await ask<{ at: Date }>(keys, 'select at from keys.moved where form = $1', [form]);
  return row?.at;
}

/** Destroys an organisation's keys of other forms, each of which has a newer version. @returns how many */
export function retireKeys(keys: Database, org: string): Promise<number> {
  return transact(keys, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [COPY_LOCK]);
    return tx.execute(
      `delete from keys.dek d where d.org = $1 and d.form <> (select form from keys.epoch where state = 'current')
       and exists (select from keys.dek n where n.epoch = d.epoch and n.ref = d.ref and n.org = d.org and n.store = d.store
         and n.version > d.version and n.form = (select form from keys.epoch where state = 'current'))`,
      [org],
    );
  });
}
