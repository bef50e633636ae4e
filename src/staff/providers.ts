/**
 * Signing in through a pinned OpenID Connect provider: authorisation code with PKCE, state and nonce (OpenID Connect Core
 * 1.0; RFC 9700). Nobody gets an account by having one there: an invitation links it first. Only a hash of the subject is kept.
 */
import * as oidc from 'openid-client';
import { actAs, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { isFirstUse } from './attempts.ts';
import { identityFacts, type PinnedProvider, providerFacts } from './facts.ts';
import { openInvitation } from './invitations.ts';
import { secretHash } from './may-issue.ts';
import { beginEnrolment, type Enrolment, link } from './provider-links.ts';
import { secretKey, secretPlace } from './provider-proposals.ts';
import { ownStep, writeStep } from './provider-step.ts';
import { askedOf, asksOwnStep, strengthFault } from './provider-strength.ts';
import { refuse, type RefusedWhy } from './refused-tries.ts';
import { startSession } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

export type OfferedProvider = { org_id: string; issuer: string; label: string };

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

/** Where the browser goes on from the provider. */
export type Finished =
  /** The secret of a new session. `from`: the day from which the own second step is asked too, of somebody who has none yet. */
  | { session: string; from?: Date }
  /** The own second step follows, with this note: by a code, by a passkey, or by either. */
  | { step: string; code: boolean; passkey: boolean }
  /** An invited colleague sets up an app for codes first: its word alone is one factor. */
  | { enrol: Enrolment };

export type Providers = {
  /** Where to send the browser, and the note that must come back with it. @throws `not_found`, `unavailable`. */
  begin(
    ask: { org: string; issuer: string } | { token: string; issuer: string },
  ): Promise<{ url: string; note: string }>;
  /**
   * @param current the whole address that the browser came back to
   * @throws `not_signed_in`; with the claim as `field` when the token does not say what was demanded of it, and with
   *   `second_step` when the own second step would follow and there is none.
   */
  finish(current: URL, note: string): Promise<Finished>;
};

/** @param fetch how providers are reached; the platform's own by default. */
export function openProviders(door: StaffDoor, fetch?: oidc.CustomFetch): Providers {
  const redirect = door.party.origin + CALLBACK;
  const refused = (why: RefusedWhy, account?: string, problem = wrong()): Promise<Problem> =>
    refuse(door, { way: 'provider', why, whose: account ? { account } : undefined }, problem);

  const configured = async (
    org: string,
    issuer: string,
  ): Promise<{ config: oidc.Configuration; pinned: PinnedProvider }> => {
    const pinned = await providerFacts(door.database, org, issuer);
    if (!pinned) throw new Problem('not_found');
    const secret = await openSecret(door, pinned);
    try {
      const config = await oidc.discovery(
        new URL(issuer),
        pinned.client_id,
        {},
        secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret),
        { timeout: 10, ...(fetch ? { [oidc.customFetch]: fetch } : {}) },
      );
      return { config, pinned };
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
      const { config, pinned } = await configured(org, ask.issuer);
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
        ...askedOf(pinned, config.serverMetadata().claims_parameter_supported === true),
      });
      const note = door.steps.write('provider', JSON.stringify(step), TIME, door.now());
      return { url: url.href, note };
    },

    async finish(current, note) {
      const content = door.steps.read('provider', note, door.now());
      if (!content) throw await refused('late');
      if (!(await isFirstUse(door.database, note))) throw await refused('used');
      const { org, issuer, state, nonce, verifier, token } = JSON.parse(content) as Step;
      const { config, pinned } = await configured(org, issuer);
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
      const said = tokens?.claims();
      if (!said?.sub) throw await refused('provider');
      const who = { org, issuer, subject: secretHash(`provider|${issuer}|${said.sub}`) };
      const weak = async (account: string): Promise<void> => {
        const fault = strengthFault(said, pinned, door.now());
        if (fault) throw await refused('weak', account, notStrong(fault));
      };
      if (token !== undefined) {
        const invited = await openInvitation(door, token);
        await weak(invited.account_id);
        return asksOwnStep(pinned)
          ? { enrol: beginEnrolment(door, token, who, invited.login) }
          : { session: await link(door, token, invited, who) };
      }
      const facts = await identityFacts(door.database, issuer, who.subject);
      if (facts?.org_id !== org) throw await refused('unknown');
      const account = facts.account_id;
      if (!facts.open) throw await refused('closed', account);
      await weak(account);
      if (!asksOwnStep(pinned))
        return { session: await startSession(door, { account, org }, 'provider', who) };
      const own = await ownStep(door, { account, org });
      if (own.code || own.passkey) return { step: writeStep(door, { account, ...who }), ...own };
      const from = pinned.own_step_from;
      if (!from || from.getTime() <= door.now()) throw await refused('no_step', account, noStep());
      return { session: await startSession(door, { account, org }, 'provider', who), from };
    },
  };
}

const SAYS = {
  acr: 'that you used a second step',
  amr: 'that you used a second step',
  auth_time: 'that you signed in there a short while ago',
} as const;

const notStrong = (field: keyof typeof SAYS): Problem =>
  new Problem('not_signed_in', {
    field,
    detail: `Your sign-in provider did not say ${SAYS[field]}. Sign out there, sign in there again with your second step, then begin again here. If it stays so, tell your administrator.`,
  });

const noStep = (): Problem =>
  new Problem('not_signed_in', {
    field: 'second_step',
    detail:
      'After this provider a second step of your own is asked here, and your account has none. Ask two administrators for a way back: with its link you set one up.',
  });

async function openSecret(
  door: StaffDoor,
  { org_id: org, issuer, client_secret_sealed: sealed }: PinnedProvider,
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
