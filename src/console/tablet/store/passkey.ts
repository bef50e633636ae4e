/** A passkey's own secret for this house, where browser and passkey have one (WebAuthn level 3, extension `prf`). */
import type { Way } from './unlock.ts';

/** What the passkey is asked about; hashed by the browser together with a label of its own. */
const QUESTION = 'wayhouse tablet store 1';

/**
 * Asks for the passkey. The server has no part in it, so that it works without a network; nothing is proven by it but that the same
 * passkey is there. `credentials`: ids of the worker's passkeys, when they are known.
 * @returns undefined where there is no such secret, or nobody touched the passkey
 */
export async function passkeyWay(
  credentials: readonly Uint8Array<ArrayBuffer>[] = [],
): Promise<Way | undefined> {
  if (!('PublicKeyCredential' in globalThis)) return undefined;
  const answer = await navigator.credentials
    .get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: credentials.map((id) => ({ id, type: 'public-key' as const })),
        userVerification: 'required',
        extensions: { prf: { eval: { first: new TextEncoder().encode(QUESTION) } } },
      },
    })
    .catch(() => null);
  const results = (answer as PublicKeyCredential | null)?.getClientExtensionResults();
  const first = results?.prf?.results?.first;
  if (!first) return undefined;
  const secret = new Uint8Array(first as ArrayBuffer);
  return secret.length === 32 ? { kind: 'passkey', secret } : undefined;
}
