/** What the groups of routes of the staff room share. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { Door, Worker } from '../../firewall/index.ts';
import type { Facts } from '../door.ts';
import type { Providers } from '../providers.ts';
import type { StaffDoor } from '../sign-in.ts';

/** The house's door, which also knows the session behind a cookie as it is now. */
export type HouseDoor = Door & { signedIn(request: FastifyRequest): Promise<Facts | undefined> };

export type StaffParts = {
  house: HouseDoor;
  door: StaffDoor;
  providers: Providers;
  /** Who asks. @throws `not_signed_in`, `not_allowed` for what another site made the browser send. */
  worker(request: FastifyRequest): Promise<Worker>;
};

export const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
export type Id = Static<typeof Id>;

/** Verbs pick what they answer; nothing is stripped from it. */
const response = { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) };

/** Description and checks of a route. */
export const described = (
  tag: 'Staff: signing in' | 'Staff: own account' | 'Staff: who has access' | 'Organisations',
  summary: string,
  more: { body?: TSchema; params?: TSchema } = {},
) => ({ schema: { tags: [tag], summary, ...more, response } });

export const exactly = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });

const Base64 = Type.String({ pattern: '^[A-Za-z0-9_=-]*$', maxLength: 20_000 });
const Optional64 = Type.Optional(Type.Union([Base64, Type.Null()]));
const credential = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object({
    id: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 1400 }),
    rawId: Base64,
    type: Type.Literal('public-key'),
    response: Type.Object(fields),
    clientExtensionResults: Type.Object({}),
  });

/** What `navigator.credentials.create` gave (WebAuthn Level 3, section 5.1.8). */
export const NewCredential = credential({
  clientDataJSON: Base64,
  attestationObject: Base64,
  transports: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 10 }),
  ),
});
/** What `navigator.credentials.get` gave. */
export const UsedCredential = credential({
  clientDataJSON: Base64,
  authenticatorData: Base64,
  signature: Base64,
  userHandle: Optional64,
});

export const Note = Type.String({ minLength: 20, maxLength: 4000 });
export const Password = Type.String({ minLength: 1, maxLength: 400 });
export const Code = Type.String({ minLength: 6, maxLength: 40 });
export const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{20,64}$' });
export const Label = Type.String({ minLength: 1, maxLength: 60 });

/** Nothing that any of these routes answers may be kept by a browser or a proxy. */
export async function keepNothing(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply.header('cache-control', 'no-store');
}
