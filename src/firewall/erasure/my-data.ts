/** What a person sees with her own slip or card: what is held and why, who opened it, with whom it was shared (FIRE-09). */
import { actAs, type Firewall } from '../context/act-as.ts';
import { asHolder, type Holder } from '../context/who.ts';

export type Held = { table: string; purpose: string; rows: number };
export type Opened = {
  hour: string;
  organisation: string;
  kind: string;
  purpose: string;
  act: string;
  leaf: string;
};
export type Shared = {
  grant_id: string;
  to_org: string;
  purpose_id: string;
  categories: string[];
  given_at: Date;
  not_after: Date;
  withdrawn_at: Date | null;
};

const acting = (holder: Holder, role: 'app_desk' | 'app_consent', route: string) =>
  ({ ...asHolder(holder), role, purpose: 'own.access', route }) as const;

/** Kinds of record that are held, by purpose, without their content. */
export async function heldOf(firewall: Firewall, holder: Holder): Promise<Held[]> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/data'), (tx) =>
    tx.query<{ held: Held[] }>('select fw.my_data() as held'),
  );
  return rows[0]?.held ?? [];
}

/** Who opened it: by the hour, newest first; never the rooms that are not even named without a worker beside her. */
export async function logOf(firewall: Firewall, holder: Holder): Promise<Opened[]> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/log'), (tx) =>
    tx.query<{ log: Opened[] }>('select fw.my_log() as log'),
  );
  return rows[0]?.log ?? [];
}

/** Her consents, living and taken back. */
export function consentsOf(firewall: Firewall, holder: Holder): Promise<Shared[]> {
  return actAs(firewall, acting(holder, 'app_consent', 'GET /my/consents'), (tx) =>
    tx.query<Shared>(
      'select grant_id, to_org, purpose_id, categories, given_at, not_after, withdrawn_at from consent.record order by given_at desc',
    ),
  );
}
