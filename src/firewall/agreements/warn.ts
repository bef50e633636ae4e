/** Both sides are warned 60, 30 and 7 days before an agreement ends (FIRE-05; design chapter 20, section 12). */
import { actAs, type Firewall } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

/**
 * Stages what is due for one organisation: one event in the log and one row for the console, once for each agreement, end and
 * step. Run again it does nothing. @returns how many were staged.
 */
export async function warnAgreements(firewall: Firewall, org: string): Promise<number> {
  const job = {
    kind: 'job',
    actor: '',
    org,
    role: 'app_consent',
    purpose: 'job.retention',
    route: 'job:retention',
  } as const;
  const rows = await actAs(firewall, job, (tx) =>
    tx.query<{ staged: number }>('select fw.warn_agreements() as staged'),
  );
  return rows[0]?.staged ?? 0;
}

export type AgreementWarning = {
  agreement_id: string;
  /** The step: at most so many days were left. */
  days: 60 | 30 | 7;
  ends_at: Date;
  made_at: Date;
};

/** Warnings of the own organisation about agreements that still live with the end they were given for, the nearest end first. */
export function listWarnings(firewall: Firewall, worker: Worker): Promise<AgreementWarning[]> {
  const act = {
    ...asWorker(worker),
    role: 'app_consent',
    purpose: 'agreement.manage',
    route: 'GET /api/agreements/warnings',
  } as const;
  return actAs(firewall, act, (tx) =>
    tx.query<AgreementWarning>(
      `select distinct on (w.ends_at, w.agreement_id) w.agreement_id, w.days, w.ends_at, w.made_at
         from consent.agreement_warning w join consent.agreement a using (agreement_id)
         where a.state = 'live' and a.ends_at = w.ends_at and w.ends_at > clock_timestamp()
         order by w.ends_at, w.agreement_id, w.days limit 500`,
    ),
  );
}
