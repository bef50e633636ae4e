/** The nightly run of the retention clocks (FIRE-10; design chapter 20, section 13), for one organisation. */
import { actAs, type Firewall } from '../context/act-as.ts';

/** Rows that went, by table and purpose; an audit event of its own. Run again it finds nothing. */
export async function expire(firewall: Firewall, org: string): Promise<Record<string, number>> {
  const job = {
    kind: 'job',
    actor: '',
    org,
    role: 'app_jobs',
    purpose: 'job.retention',
    route: 'job:retention',
  } as const;
  // What was asked for by old slips goes in the same act, so that the log does not tell whether anything was.
  const rows = await actAs(firewall, job, async (tx) => {
    const gone = await tx.query<{ gone: Record<string, number> }>('select fw.expire() as gone');
    const ways = await tx.query<{ way: string }>('select fw.ways_asked() as way');
    for (const { way } of ways) {
      // Its tombstone first: after a restore the same goes again.
      await firewall.keeper.shred({ nonce: tx.nonce, subject: way });
      await tx.query('select fw.erase_by_way($1)', [way]);
    }
    return gone;
  });
  const left = await actAs(firewall, job, (tx) =>
    tx.query<{ account: string }>('select fw.accounts_left() as account'),
  );
  // Each by itself: keys first, so that whatever stops this between leaves an account that is found again.
  for (const { account } of left)
    await actAs(firewall, job, async (tx) => {
      await firewall.keeper.shred({ nonce: tx.nonce, subject: account });
      await tx.query('select fw.forget_account($1)', [account]);
    });
  return { ...rows[0]?.gone, ...(left.length ? { 'staff.account': left.length } : {}) };
}
