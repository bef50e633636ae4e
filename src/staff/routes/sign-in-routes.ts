/** Signing in and out, and setting up a new account, for programs: `/api/staff/sign-in…`, `/api/staff/set-up…`. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { giveCookie, refuseForeign, takeCookie } from '../door.ts';
import { choosePassword, finishSetUp, openInvitation } from '../invitations.ts';
import { giveKnown, knownBy, withMark } from '../known-browser.ts';
import {
  acceptWithPasskey,
  beginPasskeySetUp,
  beginPasskeySignIn,
  signInWithPasskey,
} from '../passkeys.ts';
import { tryStepPasskey } from '../provider-step.ts';
import { endSessions } from '../sessions.ts';
import { knownAfter, tryCode, tryPassword } from '../sign-in.ts';
import {
  Code,
  described,
  exactly,
  Label,
  NewCredential,
  Note,
  Password,
  type StaffParts,
  Token,
  UsedCredential,
} from './parts.ts';

const TAG = 'Staff: signing in';

export function signInRoutes(app: FastifyInstance, { door, worker }: StaffParts): void {
  app.post<{ Body: { login: string; password: string } }>(
    '/api/staff/sign-in',
    described(TAG, 'First step: name and password; answers with a note for the second step', {
      body: exactly({ login: Type.String({ maxLength: 100 }), password: Password }),
    }),
    async (request) => {
      refuseForeign(request);
      const { login, password } = request.body;
      return { note: await tryPassword(door, login, password, knownBy(request)) };
    },
  );
  app.post<{ Body: { note: string; code: string } }>(
    '/api/staff/sign-in/code',
    described(TAG, 'Second step: a code of the app or a recovery code; the session is a cookie', {
      body: exactly({ note: Note, code: Code }),
    }),
    async (request, reply) => {
      refuseForeign(request);
      const { note, code } = request.body;
      const known = knownBy(request);
      giveCookie(reply, await tryCode(door, note, code, known));
      giveKnown(reply, knownAfter(door, note, known));
      return { signed_in: true };
    },
  );
  app.post(
    '/api/staff/sign-in/passkey-options',
    described(TAG, 'What to ask a passkey for, and a note that is good once'),
    async (request) => {
      refuseForeign(request);
      return beginPasskeySignIn(door);
    },
  );
  app.post<{ Body: { note: string; response: AuthenticationResponseJSON } }>(
    '/api/staff/sign-in/passkey',
    described(TAG, 'Sign in with the answer of a passkey', {
      body: exactly({ note: Note, response: UsedCredential }),
    }),
    async (request, reply) => {
      refuseForeign(request);
      giveCookie(reply, await signInWithPasskey(door, request.body));
      return { signed_in: true };
    },
  );
  app.post<{ Body: { token: string; note: string; response: AuthenticationResponseJSON } }>(
    '/api/staff/sign-in/provider-passkey',
    described(TAG, 'The own second step after a sign-in provider, with a passkey', {
      body: exactly({ token: Note, note: Note, response: UsedCredential }),
    }),
    async (request, reply) => {
      refuseForeign(request);
      const { token: step, ...answer } = request.body;
      giveCookie(reply, await tryStepPasskey(door, step, answer));
      return { signed_in: true };
    },
  );
  app.post<{ Body: { everywhere?: boolean } }>(
    '/api/staff/sign-out',
    described(TAG, 'End this session, or all of the account', {
      body: exactly({ everywhere: Type.Optional(Type.Boolean()) }),
    }),
    async (request, reply) => {
      const ended = await endSessions(
        door,
        await worker(request),
        request.body.everywhere ? 'all' : 'this',
      );
      takeCookie(reply);
      return { ended };
    },
  );

  const token = { token: Token };
  app.post<{ Body: { token: string } }>(
    '/api/staff/set-up',
    described(TAG, 'Whom a link of invitation is for', { body: exactly(token) }),
    async (request) => {
      refuseForeign(request);
      const { why, login, display_name } = await openInvitation(door, request.body.token);
      return { why, login, display_name };
    },
  );
  app.post<{ Body: { token: string; password: string } }>(
    '/api/staff/set-up/password',
    described(TAG, 'Choose a password; answers with what the app for codes has to read', {
      body: exactly({ ...token, password: Password }),
    }),
    async (request) => {
      refuseForeign(request);
      return choosePassword(door, request.body.token, request.body.password);
    },
  );
  app.post<{ Body: { note: string; code: string } }>(
    '/api/staff/set-up/code',
    described(TAG, 'The first code of the app; answers once with ten recovery codes', {
      body: exactly({ note: Note, code: Code }),
    }),
    async (request, reply) => {
      refuseForeign(request);
      const { session, recoveryCodes, login } = await finishSetUp(
        door,
        request.body.note,
        request.body.code,
      );
      giveCookie(reply, session);
      giveKnown(reply, withMark(door.steps, login, knownBy(request), door.now()));
      return { recovery_codes: recoveryCodes };
    },
  );
  app.post<{ Body: { token: string } }>(
    '/api/staff/set-up/passkey-options',
    described(TAG, 'What to make a passkey with, instead of a password', { body: exactly(token) }),
    async (request) => {
      refuseForeign(request);
      return beginPasskeySetUp(door, request.body.token);
    },
  );
  app.post<{
    Body: { token: string; note: string; label: string; response: RegistrationResponseJSON };
  }>(
    '/api/staff/set-up/passkey',
    described(TAG, 'Accept an invitation with a passkey', {
      body: exactly({ ...token, note: Note, label: Label, response: NewCredential }),
    }),
    async (request, reply) => {
      refuseForeign(request);
      const { token: link, ...answer } = request.body;
      giveCookie(reply, await acceptWithPasskey(door, link, answer));
      return { signed_in: true };
    },
  );
}
