/**
 * Gives circles new keys, so that a sketch that went is gone from backups too (FIRE-10; design chapter 30, section 1.3): before
 * the keys of somebody erased are said to be destroyed, and within a week after any other row went.
 */
import { actAs, type Firewall } from '../context/act-as.ts';
import type { Form } from '../keeper/index.ts';
import { newKey, openKey, openSketch, sealSketch } from './circle-keys.ts';

type Due = {
  point_id: string;
  circle_key_id: string;
  sealed: Buffer;
  retiring: string[];
  renew: boolean;
};

/** More circles than any organisation has: the loop ends even if a circle stays due. */
const MOST = 1_000;

/**
 * Renews every circle of an organisation that is due, and with `form` every one whose key is sealed in another: rows of the living are sealed anew, the old key is destroyed.
 * Stopped anywhere, it goes on where it was: a key that was replaced and not yet destroyed is remembered.
 * @returns how many circles got a new key
 */
export async function renewCircles(firewall: Firewall, org: string, form?: Form): Promise<number> {
  let renewed = 0;
  for (let n = 0; n < MOST; n++) {
    const due = await renewOne(firewall, org, form);
    if (!due) break;
    if (due.renewed) renewed++;
    for (const old of due.retiring)
      await actAs(firewall, job(org, old), async (tx) => {
        await firewall.keeper.shred({ nonce: tx.nonce, subject: old });
        await tx.query('select fw.circle_key_destroyed($1, $2)', [due.point, old]);
      });
  }
  return renewed;
}

const job = (org: string, subject = '') =>
  ({
    kind: 'job',
    actor: '',
    org,
    role: 'app_consent',
    purpose: 'job.retention',
    route: 'job:circles',
    subject,
  }) as const;

function renewOne(
  firewall: Firewall,
  org: string,
  form?: Form,
): Promise<{ point: string; retiring: string[]; renewed: boolean } | undefined> {
  return actAs(firewall, job(org), async (tx) => {
    const [usual] = await tx.query<Due>('select * from fw.circle_due()');
    const [other] =
      usual || !form
        ? []
        : await tx.query<Due>('select * from fw.circle_in_other_form($1)', [form]);
    const due = usual ?? other;
    if (!due) return undefined;
    const { point_id: point, circle_key_id: old, retiring } = due;
    if (!due.renew) return { point, retiring, renewed: false };
    const ask = { nonce: tx.nonce, purpose: 'job.retention', id: old, sealed: due.sealed };
    const before = await openKey(firewall, ask);
    const after = await newKey(firewall, tx.nonce);
    const rows = await tx.query<{ sketch_id: string; sealed: Buffer }>(
      'select * from fw.circle_rows($1)',
      [point],
    );
    const again = rows.flatMap(({ sketch_id: id, sealed }) => {
      const plain = before && openSketch(before, id, sealed);
      if (!plain) return [];
      const row = { id, sealed: sealSketch(after, id, plain).toString('hex') };
      plain.fill(0);
      return [row];
    });
    await tx.query('select fw.renew_circle($1, $2, $3, $4, $5)', [
      point,
      old,
      after.id,
      after.sealed,
      JSON.stringify(again),
    ]);
    before?.key.fill(0);
    after.key.fill(0);
    return { point, retiring: [...retiring, old], renewed: true };
  });
}
