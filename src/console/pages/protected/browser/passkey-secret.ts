/** The secret that a passkey keeps for the own key (WebAuthn level 3, extension `prf`): 32 bytes, the same each time. */

const QUESTION = 'wayhouse member key 1';

/** @throws where the passkey has no such secret, or nobody touched it */
export async function passkeySecret(): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      userVerification: 'required',
      extensions: { prf: { eval: { first: new TextEncoder().encode(QUESTION) } } },
    },
  });
  const results = (answer as PublicKeyCredential | null)?.getClientExtensionResults();
  const first = results?.prf?.results?.first;
  if (!first) throw new Error('This passkey keeps no secret.');
  return new Uint8Array(first as ArrayBuffer);
}
