/** Exchanging the cipher of all that is stored: a new epoch in the other form, every value sealed anew, then the end of the old keys. */
import type { Database } from '../../database/index.ts';
import { act } from '../act.ts';
import { KEPT_DAYS } from '../backup/index.ts';
import type { Firewall } from '../context/act-as.ts';
import {
  type Form,
  inFormSince,
  type Keystore,
  lastMoved,
  noteMoved,
  olderKeys,
  retireKeys,
  rotate,
  type RotationOptions,
} from '../keeper/index.ts';
import { Problem } from '../../http/problem.ts';
import {
  type FormCount,
  countForms,
  type Resealing,
  type ResealOptions,
  resealValues,
} from './reseal-values.ts';

export type ExchangeParts = {
  firewall: Firewall;
  keys: Database;
  keystore: Keystore;
  /** As `rotate` has it. */
  backUp: RotationOptions['backUp'];
  now?: () => number;
};

export type Exchanged = Resealing & {
  form: Form;
  /** All open organisations together. */
  counts: FormCount[];
  /** Organisations of which everything was looked at. */
  open: string[];
  /** Organisations that were cut off, of which nothing can be opened: their values and keys stay as they are. */
  closed: number;
};

/**
 * Seals everything in a form; without one, in that of the current epoch. A rotation that was stopped is finished first.
 * @throws as `rotate`; `bad_input` for a form that nothing may be sealed in.
 */
export async function exchangeForm(
  { firewall, keys, keystore, backUp, now = Date.now }: ExchangeParts,
  wanted?: Form,
  options: ResealOptions = {},
): Promise<Exchanged> {
  const turn = (form?: Form) => rotate({ keys, keystore, backUp, now, ...(form ? { form } : {}) });
  if (!(await inFormSince(keys))) await turn();
  if (wanted && (await firewall.keeper.form()) !== wanted) await turn(wanted);
  const { open, closed } = await organisations(firewall.database);
  const done: Resealing = { sealed: 0, dead: 0, damaged: {}, circles: 0 };
  const counts = new Map<string, FormCount>();
  const form = await firewall.keeper.form();
  const moved = (): Promise<void> => noteMoved(keys, form, new Date(now()));
  for (const org of open) {
    let noted = 0;
    const one = await resealValues(firewall, org, {
      ...options,
      async onLot(place, far) {
        if (far.sealed > noted) await moved();
        noted = far.sealed;
        await options.onLot?.(place, far);
      },
    });
    if (one.circles) await moved();
    done.sealed += one.sealed;
    done.dead += one.dead;
    done.circles += one.circles;
    for (const [place, n] of Object.entries(one.damaged))
      done.damaged[place] = (done.damaged[place] ?? 0) + n;
    for (const count of await countForms(firewall, org)) {
      const name = `${count.place} ${count.form}`;
      counts.set(name, { ...count, n: count.n + (counts.get(name)?.n ?? 0) });
    }
  }
  return { ...done, form, counts: [...counts.values()], open, closed };
}

/** Longer than any ticket lives: what was sealed under an old key before the exchange stands in its row by then, or nowhere. */
const SETTLED_MS = 10 * 60_000;
const DAY = 86_400_000;

export type Retired = { keys: number; kept: number; from: number; to: number };

/**
 * Destroys the keys of every other form and ends the epoch in which they lay: from then on what was sealed in it opens nowhere, also
 * when somebody puts it back. Everything is looked at, and sealed anew, once more before.
 * @param early before every backup that may hold values in an older form is past its days: those are then no good any more
 * @throws `conflict` when it is too early, or when something of the living cannot be sealed anew
 */
export async function retireForms(
  parts: ExchangeParts,
  { early = false }: { early?: boolean } = {},
): Promise<Retired> {
  const { keys, keystore, backUp, now = Date.now } = parts;
  const began = await inFormSince(keys);
  if (!began || now() - began.getTime() < SETTLED_MS)
    throw new Problem('conflict', {
      detail: 'The exchange began just now. The older keys are kept until ten minutes after it.',
    });
  const { damaged, open, form } = await exchangeForm(parts);
  const places = Object.keys(damaged);
  if (places.length)
    throw new Problem('conflict', {
      detail: `Values in ${places.join(', ')} do not open and could not be sealed anew. Nothing was destroyed: look at them first.`,
    });
  const last = await lastMoved(keys, form);
  const free = Math.max(began.getTime(), last?.getTime() ?? 0) + KEPT_DAYS * DAY;
  if (!early && now() < free)
    throw new Problem('conflict', {
      detail: `Backups of the last ${KEPT_DAYS} days may need the older keys: something was still sealed under them. They are kept until ${new Date(free).toISOString().slice(0, 16)}Z.`,
    });
  let gone = 0;
  for (const org of open) gone += await retireKeys(keys, org);
  // The rows that went lie in the epoch's old pages and backups of keys, wrapped under its key: that goes too.
  const { from, to } = await rotate({ keys, keystore, backUp, now });
  const kept = (await olderKeys(keys)).reduce((sum, { keys: n }) => sum + n, 0);
  return { keys: gone, kept, from, to };
}

async function organisations(database: Database): Promise<{ open: string[]; closed: number }> {
  const rows = await act(
    database,
    { role: 'app_consent', actor: 'jobs', purpose: 'job.retention' },
    (tx) =>
      tx.query<{ org_id: string; cut: boolean }>('select org_id, cut from fw.organisations()'),
  );
  const open = rows.filter(({ cut }) => !cut).map(({ org_id: org }) => org);
  return { open, closed: rows.length - open.length };
}
