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
  const rows = await actAs(firewall, job, (tx) =>
    tx.query<{ gone: Record<string, number> }>('select fw.expire() as gone'),
  );
  return rows[0]?.gone ?? {};
}
