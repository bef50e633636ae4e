/**
 * For tests: a small OpenID Connect provider on this machine (discovery, authorisation code with PKCE, token endpoint with
 * client authentication, keys), reached by its public name through `fetch`.
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TestProvider = {
  issuer: string;
  fetch: (url: string, options: RequestInit) => Promise<Response>;
  /** What somebody with this subject does in the browser: signs in there, and is sent back. @returns the address of the callback. */
  visit(url: string, subject: string): Promise<URL>;
  /** What tests spoil: claims of the next token, the key it is signed with. */
  spoil: { claims: Record<string, unknown>; foreignKey: boolean };
  /** What each token says of the sign-in there: nothing, unless a test says so. */
  says: Record<string, unknown>;
  close(): Promise<void>;
};

type Asked = { challenge: string; nonce: string; redirect: string; subject: string };

export async function testProvider(
  issuer: string,
  client: { id: string; secret: string },
): Promise<TestProvider> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const codes = new Map<string, Asked>();
  const spoil: TestProvider['spoil'] = { claims: {}, foreignKey: false };
  const provider: Pick<TestProvider, 'says'> = { says: {} };
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (asked: Asked): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: asked.subject,
      aud: client.id,
      nonce: asked.nonce,
      iat: now,
      exp: now + 300,
      ...provider.says,
      ...spoil.claims,
    };
    const body = `${encode({ alg: 'ES256', kid: 'one' })}.${encode(claims)}`;
    const key = spoil.foreignKey ? other.privateKey : keys.privateKey;
    const signature = sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' });
    return `${body}.${signature.toString('base64url')}`;
  };
  // RFC 6749, section 2.3.1: both halves are form-encoded first.
  const form = (part: string): string => new URLSearchParams({ part }).toString().slice(5);
  const basic = `Basic ${Buffer.from(`${form(client.id)}:${form(client.secret)}`).toString('base64')}`;

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', issuer);
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      if (url.pathname === '/.well-known/openid-configuration') {
        answer(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorise`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['pairwise'],
          id_token_signing_alg_values_supported: ['ES256'],
          code_challenge_methods_supported: ['S256'],
          claims_parameter_supported: true,
        });
      } else if (url.pathname === '/keys') {
        const jwk = keys.publicKey.export({ format: 'jwk' });
        answer(200, { keys: [{ ...jwk, kid: 'one', alg: 'ES256', use: 'sig' }] });
      } else if (url.pathname === '/authorise') {
        const asked = url.searchParams;
        if (asked.get('client_id') !== client.id || asked.get('code_challenge_method') !== 'S256')
          return answer(400, { error: 'invalid_request' });
        const code = randomUUID();
        const redirect = asked.get('redirect_uri') ?? '';
        codes.set(code, {
          challenge: asked.get('code_challenge') ?? '',
          nonce: asked.get('nonce') ?? '',
          redirect,
          subject: asked.get('test_subject') ?? 'somebody',
        });
        const back = new URL(redirect);
        back.searchParams.set('code', code);
        back.searchParams.set('state', asked.get('state') ?? '');
        response.writeHead(302, { location: back.href }).end();
      } else if (url.pathname === '/token') {
        const form = new URLSearchParams(await bodyOf(request));
        const asked = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const verifier = form.get('code_verifier') ?? '';
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        if (request.headers.authorization !== basic) answer(401, { error: 'invalid_client' });
        else if (asked?.challenge !== challenge || asked.redirect !== form.get('redirect_uri'))
          answer(400, { error: 'invalid_grant' });
        else
          answer(200, {
            access_token: randomUUID(),
            token_type: 'Bearer',
            id_token: token(asked),
          });
      } else answer(404, {});
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const local = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const reach = (url: string, options: RequestInit): Promise<Response> => {
    if (!url.startsWith(`${issuer}/`)) throw new Error('Only the provider is asked.');
    return fetch(local + url.slice(issuer.length), options);
  };
  return Object.assign(provider, {
    issuer,
    fetch: reach,
    spoil,
    async visit(url: string, subject: string) {
      const there = new URL(url);
      there.searchParams.set('test_subject', subject);
      const response = await reach(there.href, { redirect: 'manual' });
      return new URL(response.headers.get('location') ?? 'about:blank');
    },
    close: () => new Promise<void>((done) => void server.close(() => done())),
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}
