/**
 * Signing in through a pinned OpenID Connect provider: authorisation code with PKCE, state and nonce (OpenID Connect Core
 * 1.0; RFC 9700). Nobody gets an account by having one there: an invitation links it first. Only a hash of the subject is kept.
 */
import * as oidc from 'openid-client';
import { actAs, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { isFirstUse } from './attempts.ts';
import { identityFacts } from './facts.ts';
import { openInvitation, useInvitation } from './invitations.ts';
import { secretHash } from './may-issue.ts';
import { secretKey, secretPlace } from './provider-proposals.ts';
import { refuse, type RefusedWhy, refusing } from './refused-tries.ts';
import { startSession } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

export type OfferedProvider = { org_id: string; issuer: string; label: string };
type Pinned = OfferedProvider & { client_id: string; client_secret_sealed: Buffer | null };

/** What travels with the browser to the provider and back. */
type Step = {
  org: string;
  issuer: string;
  state: string;
  nonce: string;
  verifier: string;
  token?: string;
};

const TIME = 10 * 60_000;
const CALLBACK = '/staff/provider/back';
const asking = { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' } as const;

const wrong = (): Problem =>
  new Problem('not_signed_in', {
    detail: 'This sign-in did not work. Begin again, or ask your administrator.',
  });

/** Providers that the sign-in page can offer. */
export const offeredProviders = (door: StaffDoor): Promise<OfferedProvider[]> =>
  look(door.database, asking, (tx) =>
    tx.query<OfferedProvider>('select org_id, issuer, label from fw.providers()'),
  );

export type Providers = {
  /** Where to send the browser, and the note that must come back with it. @throws `not_found`, `unavailable`. */
  begin(
    ask: { org: string; issuer: string } | { token: string; issuer: string },
  ): Promise<{ url: string; note: string }>;
  /** @param current the whole address that the browser came back to @returns the secret of a new session. @throws `not_signed_in`. */
  finish(current: URL, note: string): Promise<string>;
};

/** @param fetch how providers are reached; the platform's own by default. */
export function openProviders(door: StaffDoor, fetch?: oidc.CustomFetch): Providers {
  const redirect = door.party.origin + CALLBACK;
  const refused = (why: RefusedWhy, account?: string): Promise<Problem> =>
    refuse(door, { way: 'provider', why, whose: account ? { account } : undefined }, wrong());

  const configured = async (org: string, issuer: string): Promise<oidc.Configuration> => {
    const rows = await look(door.database, asking, (tx) =>
      tx.query<Pinned>('select * from fw.provider_facts($1, $2)', [org, issuer]),
    );
    const [pinned] = rows;
    if (!pinned) throw new Problem('not_found');
    const secret = await openSecret(door, pinned);
    try {
      const found = await oidc.discovery(
        new URL(issuer),
        pinned.client_id,
        {},
        secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret),
        { timeout: 10, ...(fetch ? { [oidc.customFetch]: fetch } : {}) },
      );
      return found;
    } catch (error) {
      throw new Problem('unavailable', {
        detail: 'The sign-in provider does not answer. Use another way to sign in.',
        cause: error,
      });
    }
  };

  return {
    async begin(ask) {
      const org = 'token' in ask ? (await openInvitation(door, ask.token)).org_id : ask.org;
      const config = await configured(org, ask.issuer);
      const step: Step = {
        org,
        issuer: ask.issuer,
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        ...('token' in ask ? { token: ask.token } : {}),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: 'openid',
        state: step.state,
        nonce: step.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(step.verifier),
        code_challenge_method: 'S256',
      });
      const note = door.steps.write('provider', JSON.stringify(step), TIME, door.now());
      return { url: url.href, note };
    },

    async finish(current, note) {
      const content = door.steps.read('provider', note, door.now());
      if (!content) throw await refused('late');
      if (!(await isFirstUse(door.database, note))) throw await refused('used');
      const { org, issuer, state, nonce, verifier, token } = JSON.parse(content) as Step;
      const config = await configured(org, issuer);
      // The redirect address is ours whatever a proxy in front made of it.
      const address = new URL(redirect);
      address.search = current.search;
      const tokens = await oidc
        .authorizationCodeGrant(config, address, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        .catch(() => undefined);
      const subject = tokens?.claims()?.sub;
      if (!subject) throw await refused('provider');
      const hash = secretHash(`provider|${issuer}|${subject}`);
      if (token !== undefined) return link(door, token, { org, issuer, hash });
      const facts = await identityFacts(door.database, issuer, hash);
      if (facts?.org_id !== org) throw await refused('unknown');
      if (!facts.open) throw await refused('closed', facts.account_id);
      const who = { account: facts.account_id, org };
      return startSession(door, who, 'provider', { issuer, subject: hash });
    },
  };
}

/** The first sign-in with a link of invitation ties the identity to that account. */
async function link(
  door: StaffDoor,
  token: string,
  { org, issuer, hash }: { org: string; issuer: string; hash: Buffer },
): Promise<string> {
  const facts = await openInvitation(door, token);
  const tried = { way: 'provider', why: 'wrong', whose: { account: facts.account_id } } as const;
  if (facts.org_id !== org) throw await refuse(door, tried, wrong());
  await refusing(door, ['not_signed_in'], tried, () =>
    useInvitation(door, token, facts, async (tx) => {
      const made = await tx.execute(
        `insert into staff.identity (issuer, subject_hash, org_id, account_id) values ($1, $2, $3, $4)
       on conflict (issuer, subject_hash) do nothing`,
        [issuer, hash, org, facts.account_id],
      );
      if (!made) throw wrong();
    }),
  );
  const who = { account: facts.account_id, org };
  return startSession(door, who, 'provider', { issuer, subject: hash });
}

async function openSecret(
  door: StaffDoor,
  { org_id: org, issuer, client_secret_sealed: sealed }: Pinned,
): Promise<string | undefined> {
  if (!sealed) return undefined;
  const act = {
    kind: 'job',
    actor: '',
    org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  return actAs(door, act, async (tx) => {
    const [opened] = await door.keeper.open({
      nonce: tx.nonce,
      purpose: 'staff.sign_in',
      items: [{ key: secretKey(org), place: secretPlace(org, issuer), sealed }],
    });
    if (opened?.state !== 'open') throw new Problem('unavailable');
    return opened.plain.toString();
  });
}
