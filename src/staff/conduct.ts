/** The code of conduct: its versions, the text in each language in which it can be signed, who signed which (VOL-01; design chapter 30, section 6). */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { ownAct } from './sessions.ts';

const Lang = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' });
const exact = { additionalProperties: false } as const;

export const ConductInput = Type.Object(
  {
    texts: Type.Array(
      Type.Object({ lang: Lang, body: Type.String({ minLength: 100, maxLength: 20_000 }) }, exact),
      { minItems: 1, maxItems: 40, description: 'The same text in each language' },
    ),
  },
  exact,
);
export type ConductInput = Static<typeof ConductInput>;
export const SignatureInput = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    /** In which language it was read. */
    lang: Lang,
  },
  exact,
);
export type SignatureInput = Static<typeof SignatureInput>;

export type ConductText = { lang: string; body: string };
export type ConductVersion = {
  version: number;
  /** YYYY-MM-DD. */
  published_on: string;
  /** Languages in which it can be read. */
  languages: string[];
  /** The own signature: its language and day. */
  signed: { lang: string; on: string } | null;
};

/**
 * A new version of the code: thirty days for whoever is here to sign it, at once for who comes after. Its texts never change.
 * @returns its number @throws `bad_input` when a language stands twice
 */
export function publishConduct(
  firewall: Firewall,
  worker: Worker,
  { texts }: ConductInput,
): Promise<{ version: number }> {
  if (new Set(texts.map(({ lang }) => lang)).size < texts.length)
    throw new Problem('bad_input', {
      errors: [{ field: 'texts', expected: 'each language once' }],
    });
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'POST /api/staff/team/conduct',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      `insert into staff.conduct_code (org_id, version, published_by)
       select fw.home_org(), coalesce(max(version), 0) + 1, $1 from staff.conduct_code where org_id = fw.home_org() returning version`,
      [worker.actor],
    );
    if (!row) throw new Problem('internal');
    await tx.execute(
      `insert into staff.conduct_text (org_id, version, lang, body)
       select fw.home_org(), $1, t.lang, t.body from unnest($2::text[], $3::text[]) t(lang, body)`,
      [row.version, texts.map(({ lang }) => lang), texts.map(({ body }) => body.trim())],
    );
    await tx.query('select fw.note($1, $2)', ['conduct.published', row]);
    return row;
  });
}

/** Every version, the newest first, with the own signatures. */
export function readConduct(firewall: Firewall, worker: Worker): Promise<ConductVersion[]> {
  return actAs(firewall, ownAct(worker, 'GET /api/staff/team/conduct'), (tx) =>
    tx.query<ConductVersion>(
      `select k.version, k.published_on, array(select t.lang from staff.conduct_text t
           where t.org_id = k.org_id and t.version = k.version order by t.lang) as languages,
         (select jsonb_build_object('lang', s.lang, 'on', s.signed_at::date) from staff.conduct_signed s
           where s.account_id = $1 and s.version = k.version) as signed
       from staff.conduct_code k where k.org_id = fw.home_org() order by k.version desc`,
      [worker.actor],
    ),
  );
}

/** The texts of a version, by language. Empty for one that was published without any. */
export function readConductTexts(
  firewall: Firewall,
  worker: Worker,
  version: number,
): Promise<ConductText[]> {
  return actAs(firewall, ownAct(worker, 'GET /api/staff/team/conduct/:version'), (tx) =>
    textsOf(tx, version),
  );
}

const textsOf = (tx: InContext, version: number): Promise<ConductText[]> =>
  tx.query<ConductText>(
    'select lang, body from staff.conduct_text where org_id = fw.home_org() and version = $1 order by lang',
    [version],
  );

/** Signs the code for oneself. @throws `conflict` for a version that was not published, `bad_input` for a language without a text. */
export async function signConduct(
  firewall: Firewall,
  worker: Worker,
  { version, lang }: SignatureInput,
): Promise<void> {
  await actAs(firewall, ownAct(worker, 'POST /api/staff/team/conduct/signature'), async (tx) => {
    const texts = await textsOf(tx, version);
    if (texts.length && !texts.some((text) => text.lang === lang))
      throw new Problem('bad_input', {
        field: 'lang',
        errors: [{ field: 'lang', expected: `one of ${texts.map((one) => one.lang).join(', ')}` }],
      });
    await tx.execute(
      `insert into staff.conduct_signed (account_id, org_id, version, lang) values ($1, fw.home_org(), $2, $3) on conflict do nothing`,
      [worker.actor, version, lang],
    );
    await tx.query('select fw.note($1, $2)', ['conduct.signed', { version }]);
  });
}
