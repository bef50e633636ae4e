/** The own account, for programs: `/api/staff/me…`. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  beginFactor,
  changeOwn,
  changePassword,
  keepFactor,
  OwnInput,
  proveAgain,
  readOwnAccount,
} from '../own-account.ts';
import { addPasskey, beginPasskey, proveWithPasskey, removePasskey } from '../passkeys.ts';
import { readOwnRefused } from '../refused-tries.ts';
import { renewRecoveryCodes } from '../recovery-codes.ts';
import { endOneSession } from '../sessions.ts';
import {
  Code,
  described,
  exactly,
  Id,
  Label,
  NewCredential,
  Note,
  Password,
  type StaffParts,
  UsedCredential,
} from './parts.ts';

const TAG = 'Staff: own account';

export function ownRoutes(app: FastifyInstance, { door, worker }: StaffParts): void {
  app.get(
    '/api/staff/me',
    described(TAG, 'The own account: sessions, passkeys, what is left of recovery codes'),
    async (request) => readOwnAccount(door, await worker(request)),
  );
  app.get(
    '/api/staff/me/refused-tries',
    described(TAG, 'Sign-ins with the own account that were refused since the one before this'),
    async (request) => readOwnRefused(door, await worker(request)),
  );
  app.post<{ Body: OwnInput }>(
    '/api/staff/me',
    described(TAG, 'How one is called, and the languages one speaks', { body: OwnInput }),
    async (request) => {
      const who = await worker(request);
      await changeOwn(door, who, request.body);
      return readOwnAccount(door, who);
    },
  );
  app.post<{ Body: { password: string; code: string } }>(
    '/api/staff/me/proof',
    described(TAG, 'Show once more that it is you; good for five minutes', {
      body: exactly({ password: Password, code: Code }),
    }),
    async (request) => {
      await proveAgain(door, await worker(request), request.body);
      return { proved: true };
    },
  );
  app.post<{ Body: { note: string; response: AuthenticationResponseJSON } }>(
    '/api/staff/me/proof/passkey',
    described(TAG, 'The same with a passkey (options: /api/staff/sign-in/passkey-options)', {
      body: exactly({ note: Note, response: UsedCredential }),
    }),
    async (request) => {
      await proveWithPasskey(door, await worker(request), request.body);
      return { proved: true };
    },
  );
  app.post<{ Body: { password: string } }>(
    '/api/staff/me/password',
    described(TAG, 'Another password; all other sessions end', {
      body: exactly({ password: Password }),
    }),
    async (request) => {
      await changePassword(door, await worker(request), request.body.password);
      return { changed: true };
    },
  );
  app.post(
    '/api/staff/me/factor/options',
    described(TAG, 'Begin with another app for codes'),
    async (request) => beginFactor(door, await worker(request)),
  );
  app.post<{ Body: { note: string; code: string; password?: string } }>(
    '/api/staff/me/factor',
    described(TAG, 'Keep the other app once its first code fits', {
      body: exactly({ note: Note, code: Code, password: Type.Optional(Password) }),
    }),
    async (request) => {
      await keepFactor(door, await worker(request), request.body);
      return { changed: true };
    },
  );
  app.post(
    '/api/staff/me/recovery-codes',
    described(TAG, 'Ten new recovery codes, shown once; the old ones are void'),
    async (request) => ({ recovery_codes: await renewRecoveryCodes(door, await worker(request)) }),
  );
  app.post(
    '/api/staff/me/passkeys/options',
    described(TAG, 'What to make another passkey with, and a note that is good once'),
    async (request) => beginPasskey(door, await worker(request)),
  );
  app.post<{ Body: { note: string; label: string; response: RegistrationResponseJSON } }>(
    '/api/staff/me/passkeys',
    described(TAG, 'Keep another passkey', {
      body: exactly({ note: Note, label: Label, response: NewCredential }),
    }),
    async (request, reply) => {
      await addPasskey(door, await worker(request), request.body);
      return reply.code(201).send({ added: true });
    },
  );
  app.post<{ Params: { id: string } }>(
    '/api/staff/me/passkeys/:id/remove',
    described(TAG, 'Take a passkey away; never the only way in', {
      params: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,1400}$' }) }),
    }),
    async (request) => {
      await removePasskey(door, await worker(request), request.params.id);
      return { removed: true };
    },
  );
  app.post<{ Params: Id }>(
    '/api/staff/me/sessions/:id/end',
    described(TAG, 'End one session', { params: Id }),
    async (request) => {
      await endOneSession(door, await worker(request), request.params.id);
      return { ended: true };
    },
  );
}
