/** One agreement as both sides read it before they sign: terms, promises, and who could be harmed (FIRE-05; chapter 20, section 12). */
import { actAs, type Firewall } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';
import { Problem } from '../../http/problem.ts';
import { AGREEMENT_VIEW, type AgreementView, type HarmInput } from './agreement.ts';

export type AgreementDetail = AgreementView & {
  /** Lower-case hexadecimal of the signed document's SHA-256. */
  document_sha256: string | null;
  no_onward_transfer: boolean;
  no_enforcement_use: boolean;
  /** Within how many hours a demand of an authority is told to the other side. */
  notice_of_demand_hours: number | null;
  audit_right: boolean;
  deletion_at_end: boolean;
  /** Null while nobody has said who could be harmed. */
  harm: HarmInput | null;
};

/** An organisation of the network, by what an agreement says of it. */
export type Party = {
  org_id: string;
  name: string;
  kind: string;
  /** Cut off: nothing crosses to it or from it. */
  cut: boolean;
};

const acting = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_consent', purpose: 'agreement.manage', route }) as const;

/** @throws `not_found` for an agreement to which the own organisation is no party */
export async function readAgreement(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
): Promise<AgreementDetail> {
  const [row] = await actAs(firewall, acting(worker, 'GET /api/agreements/{id}'), (tx) =>
    tx.finish<AgreementDetail>(
      `select v.*, encode(a.document_sha256, 'hex') as document_sha256, a.no_onward_transfer, a.no_enforcement_use,
         a.notice_of_demand_hours, a.audit_right, a.deletion_at_end,
         case when a.harm_assessor is not null then jsonb_build_object('exposed', a.harm_exposed, 'to_whom', a.harm_to_whom,
           'likelihood', a.harm_likelihood, 'severity', a.harm_severity, 'mitigation', a.harm_mitigation) end as harm
       from (${AGREEMENT_VIEW} where agreement_id = $1) v join consent.agreement a using (agreement_id)`,
      [agreement],
    ),
  );
  if (!row) throw new Problem('not_found');
  return row;
}

/** Every organisation that an agreement may name, the own one among them, by name. */
export function listParties(firewall: Firewall, worker: Worker): Promise<Party[]> {
  return actAs(firewall, acting(worker, 'GET /api/agreements/parties'), (tx) =>
    tx.finish<Party>('select org_id, name, kind, cut from fw.organisations() limit 1000', []),
  );
}
