/** In the browser: lets forms marked `data-passkey` ask the device for a passkey. Without this script the other ways stay. */

type Wire = { id: string; type: 'public-key' };
type Options = {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: Wire[];
  allowCredentials?: Wire[];
};

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

async function send(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`/api/staff/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = (await answer.json()) as Record<string, unknown>;
  if (content['code'] === 'proof_needed') location.assign('/staff/proof');
  if (!answer.ok) throw new Error(String(content['code']));
  return content;
}

const ready = (list: Wire[] | undefined) =>
  (list ?? []).map(({ id, type }) => ({ id: toBytes(id), type }));

async function make(options: Options): Promise<unknown> {
  const { user, excludeCredentials, challenge } = options;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      // A passkey keeps a secret for officers' keys only when that was wished at its making.
      extensions: { prf: {} },
      challenge: toBytes(challenge),
      user: {
        id: toBytes(user?.id ?? ''),
        name: user?.name ?? '',
        displayName: user?.displayName ?? '',
      },
      excludeCredentials: ready(excludeCredentials),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function use(options: Options): Promise<unknown> {
  const used = (await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: toBytes(options.challenge),
      allowCredentials: ready(options.allowCredentials),
    },
  })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    id: used.id,
    rawId: toText(used.rawId),
    type: used.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

const WAYS: Record<string, [options: string, answer: string, how: typeof make]> = {
  'sign-in': ['sign-in/passkey-options', 'sign-in/passkey', use],
  second: ['sign-in/passkey-options', 'sign-in/provider-passkey', use],
  proof: ['sign-in/passkey-options', 'me/proof/passkey', use],
  add: ['me/passkeys/options', 'me/passkeys', make],
  'set-up': ['set-up/passkey-options', 'set-up/passkey', make],
};

async function run(form: HTMLFormElement): Promise<void> {
  const [ask, answer, how] = WAYS[form.dataset['passkey'] ?? ''] ?? [];
  if (!ask || !answer || !how) return;
  const token = form.dataset['token'] ? { token: form.dataset['token'] } : {};
  const label = new FormData(form).get('label');
  const { options, note } = await send(ask, token);
  const response = await how(options as Options);
  await send(answer, { ...token, ...(label ? { label } : {}), note, response });
  // What was typed before the proof was asked for goes on by itself.
  const next = document.getElementById(form.dataset['carry'] ?? '');
  if (next instanceof HTMLFormElement) next.requestSubmit();
  else location.assign(form.dataset['to'] ?? '/staff');
}

function wire(): void {
  if (!('credentials' in navigator) || !window.isSecureContext) return;
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    if (!form.hidden) continue;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const note = form.querySelector<HTMLElement>('.note');
      if (note) note.hidden = true;
      run(form).catch(() => {
        if (note) note.hidden = false;
      });
    });
  }
}
wire();
// A page that changes without being left brings new forms.
document.addEventListener('wayhouse:shown', wire);
