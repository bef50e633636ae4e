/** A consent is taken back: true from the commit on, for everybody, whatever is under way (chapter 20, section 4). */
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type GuardedAct } from '../context/act-as.ts';

export const WITHDRAWN_HOW = ['token', 'slip', 'telephone', 'worker'] as const;

/**
 * Takes a consent back. Twice is once.
 * @param acting who: the person by her code, or a worker of the organisation that holds the grant.
 * @returns when, and how many packets had left before (they are told to delete; nobody can call them back).
 * @throws `not_found` when there is no such grant for who asks.
 */
export async function withdrawConsent(
  firewall: Firewall,
  acting: Pick<GuardedAct, 'kind' | 'actor' | 'org' | 'session' | 'subject'> & { purpose: string },
  grant: string,
  how: (typeof WITHDRAWN_HOW)[number],
): Promise<{ withdrawn_at: string; left_before: number }> {
  const act = {
    ...acting,
    role: 'app_consent',
    route: 'POST /api/consents/{id}/withdrawal',
  } as const;
  return actAs(firewall, act, async (tx) => {
    await tx.query('select fw.withdraw($1, $2)', [grant, how]);
    const rows = await tx.query<{ withdrawn_at: Date; left_before: number }>(
      'select withdrawn_at, left_before from consent.record where grant_id = $1 and withdrawn_at is not null',
      [grant],
    );
    const record = rows[0];
    if (!record) throw new Problem('not_found');
    return { withdrawn_at: record.withdrawn_at.toISOString(), left_before: record.left_before };
  });
}
