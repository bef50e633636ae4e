/** The first organisation of an installation, with the two administrators that everything later rests on. */
import { randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import type { Database } from '../database/index.ts';
import { act, HOME_ORGANISATION } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { plainLogin } from './attempts.ts';
import { secretHash } from './may-issue.ts';

/** Kinds of organisation that can exist (FIRE-03): there is no enforcement kind. */
export const ORGANISATION_KINDS = [
  'humanitarian',
  'health',
  'education',
  'legal_aid',
  'labour',
  'municipal_social',
  'shelter',
  'consular',
  'accreditation',
  'independent_monitor',
  'authority_channel',
  'network',
] as const;

export const isOrganisationKind = (text: string): text is (typeof ORGANISATION_KINDS)[number] =>
  (ORGANISATION_KINDS as readonly string[]).includes(text);

export type First = {
  name: string;
  country: string;
  kind: (typeof ORGANISATION_KINDS)[number];
  administrators: readonly [Administrator, Administrator];
};
type Administrator = { login: string; name: string };

/**
 * Makes it, once. @returns the organisation and, for each administrator, the secret of her link (good for three days).
 * @throws `conflict` when there is an organisation already, `recipient_barred` for a body of enforcement.
 */
export async function makeFirst(
  database: Database,
  first: First,
): Promise<{ org: string; administrators: { account: string; login: string; token: string }[] }> {
  const org = HOME_ORGANISATION;
  const administrators = first.administrators.map(({ login }) => ({
    account: uuid(),
    login: plainLogin(login),
    token: randomBytes(24).toString('base64url'),
  }));
  const rows = await act(
    database,
    { role: 'app_staff', actor: 'operator', purpose: 'staff.manage' },
    (tx) =>
      tx.query<{ made: boolean }>(
        'select fw.first_organisation($1, $2, $3, $4, $5, $6, $7, $8) as made',
        [
          org,
          first.name,
          first.country,
          first.kind,
          administrators.map(({ account }) => account),
          administrators.map(({ login }) => login),
          first.administrators.map(({ name }) => name),
          administrators.map(({ token }) => secretHash(`invitation|${token}`)),
        ],
      ),
  );
  if (!rows[0]?.made)
    throw new Problem('conflict', {
      detail:
        'There is an organisation here already. Its administrators add people in the staff console.',
    });
  return { org, administrators };
}
