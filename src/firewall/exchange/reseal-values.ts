/**
 * Seals what an organisation has stored anew, in the form of the current epoch (ASVS 5.0, 11.2.2). Each lot is one transaction with its
 * line in the log, and the values themselves say what is left to do: stopped anywhere, it goes on when it is called again. A value that
 * somebody writes meanwhile is hers, and in the new form already.
 */
import { renewCircles } from '../circles/index.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { type Form, RESEAL_JOB, type ToOpen } from '../keeper/index.ts';
import { SEALED_PLACES, type SealedPlace } from './places.ts';

export type Resealing = {
  /** Values that are in the form now. */
  sealed: number;
  /** Of nobody any more: their keys were destroyed when somebody was erased. They go with their rows. */
  dead: number;
  /** Values that do not open under the key that they name, by place: changed, or moved. */
  damaged: Record<string, number>;
  circles: number;
};

export type ResealOptions = {
  /** Values of one transaction; by default 200. */
  lot?: number;
  /** Called after each lot, with what was done so far. */
  onLot?: (place: string, done: Resealing) => void | Promise<void>;
};

const LOT = 200;

const acting = (org: string) =>
  ({ kind: 'job', actor: '', org, role: 'app_jobs', ...RESEAL_JOB }) as const;

/** All sealed values of one organisation. */
export async function resealValues(
  firewall: Firewall,
  org: string,
  { lot = LOT, onLot = () => {} }: ResealOptions = {},
): Promise<Resealing> {
  const form = await firewall.keeper.form();
  const done: Resealing = { sealed: 0, dead: 0, damaged: {}, circles: 0 };
  for (const place of SEALED_PLACES) {
    let after: string | null = null;
    do {
      after = await oneLot(firewall, { org, place, form, after, lot }, done);
      await onLot(place.place, done);
    } while (after !== null);
  }
  done.circles = await renewCircles(firewall, org, form);
  return done;
}

type Lot = { org: string; place: SealedPlace; form: Form; after: string | null; lot: number };
type Row = { id: string; row_id: string; key: string; sealed: Buffer };

/** @returns the last row that was looked at; null when no more can be left */
async function oneLot(
  firewall: Firewall,
  { org, place, form, after, lot }: Lot,
  done: Resealing,
): Promise<string | null> {
  const counts = { sealed: 0, dead: 0, damaged: 0 };
  const last = await actAs(firewall, acting(org), async (tx) => {
    Object.assign(counts, { sealed: 0, dead: 0, damaged: 0 });
    const rows = await tx.query<Row>('select * from fw.values_to_reseal($1, $2, $3, $4)', [
      place.place,
      form,
      after,
      lot,
    ]);
    if (rows.length) await sealLot(firewall, tx, { place, rows }, counts);
    return rows.length < lot ? null : (rows.at(-1)?.id ?? null);
  });
  done.sealed += counts.sealed;
  done.dead += counts.dead;
  if (counts.damaged) done.damaged[place.place] = (done.damaged[place.place] ?? 0) + counts.damaged;
  return last;
}

async function sealLot(
  { keeper }: Firewall,
  tx: InContext,
  { place, rows }: { place: SealedPlace; rows: readonly Row[] },
  counts: { sealed: number; dead: number; damaged: number },
): Promise<void> {
  const items = rows.map(
    ({ row_id: rowId, key: subject, sealed }): ToOpen => ({
      key: { store: place.store, subject },
      place: { column: place.sealedFor ?? place.place, rowId },
      sealed,
    }),
  );
  const answers = await keeper.reseal({ nonce: tx.nonce, items });
  const fresh = rows.flatMap((row, i) => {
    const answer = answers[i];
    if (answer?.state === 'no-key') counts.dead++;
    if (answer?.state === 'damaged') counts.damaged++;
    return answer?.state === 'sealed' ? [{ ...row, again: answer.sealed }] : [];
  });
  if (!fresh.length) return;
  const [put] = await tx.query<{ n: number }>('select fw.put_resealed($1, $2, $3, $4) as n', [
    place.place,
    fresh.map(({ id }) => id),
    fresh.map(({ sealed }) => sealed),
    fresh.map(({ again }) => again),
  ]);
  counts.sealed += put?.n ?? 0;
}

export type FormCount = { place: string; form: number; n: number };

/** How many values of an organisation stand in which form. */
export function countForms(firewall: Firewall, org: string): Promise<FormCount[]> {
  return actAs(firewall, acting(org), async (tx) => {
    const rows = await tx.query<{ place: string; form: number; n: string }>(
      'select place, form, n from fw.sealed_forms() order by place, form',
    );
    return rows.map(({ n, ...row }) => ({ ...row, n: Number(n) }));
  });
}
