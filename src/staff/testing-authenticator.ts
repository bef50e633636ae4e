/** For tests: an authenticator in software that keeps discoverable credentials (WebAuthn Level 3, ES256, attestation none). */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';

export type Authenticator = {
  create(options: PublicKeyCredentialCreationOptionsJSON): RegistrationResponseJSON;
  get(options: PublicKeyCredentialRequestOptionsJSON): AuthenticationResponseJSON;
  /** What it says and counts; tests change these. */
  state: { origin: string; counter: number; userVerified: boolean; counts: boolean };
};

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const head = (major: number, n: number): Buffer =>
  n < 24
    ? Buffer.from([(major << 5) | n])
    : n < 256
      ? Buffer.from([(major << 5) | 24, n])
      : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
const integer = (n: number): Buffer => (n >= 0 ? head(0, n) : head(1, -1 - n));
const bytes = (data: Buffer): Buffer => Buffer.concat([head(2, data.length), data]);
const text = (data: string): Buffer => Buffer.concat([head(3, data.length), Buffer.from(data)]);

export function softAuthenticator(origin: string): Authenticator {
  const state = { origin, counter: 0, userVerified: true, counts: true };
  let kept: { id: Buffer; key: KeyObject; user: string } | undefined;
  const client = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: state.origin, crossOrigin: false }));
  const count = (): Buffer => {
    if (state.counts) state.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(state.counter);
    return counter;
  };
  const flags = (attested: boolean): Buffer =>
    Buffer.from([0x01 | (state.userVerified ? 0x04 : 0) | (attested ? 0x40 : 0)]);

  return {
    state,
    create(options) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = publicKey.export({ format: 'jwk' });
      const id = randomBytes(24);
      kept = { id, key: privateKey, user: options.user.id };
      const cose = Buffer.concat([
        head(5, 5),
        integer(1),
        integer(2),
        integer(3),
        integer(-7),
        integer(-1),
        integer(1),
        integer(-2),
        bytes(Buffer.from(jwk.x ?? '', 'base64url')),
        integer(-3),
        bytes(Buffer.from(jwk.y ?? '', 'base64url')),
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = Buffer.concat([
        sha256(options.rp.id ?? ''),
        flags(true),
        count(),
        Buffer.alloc(16),
        length,
        id,
        cose,
      ]);
      const attestation = Buffer.concat([
        head(5, 3),
        text('fmt'),
        text('none'),
        text('attStmt'),
        head(5, 0),
        text('authData'),
        bytes(data),
      ]);
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client('webauthn.create', options.challenge).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get(options) {
      if (!kept) throw new Error('The authenticator has no passkey yet.');
      const data = Buffer.concat([sha256(options.rpId ?? ''), flags(false), count()]);
      const said = client('webauthn.get', options.challenge);
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), kept.key);
      return {
        id: kept.id.toString('base64url'),
        rawId: kept.id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: kept.user,
        },
      };
    },
  };
}
