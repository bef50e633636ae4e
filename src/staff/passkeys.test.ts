import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount, grantRole, listAccounts } from './accounts.ts';
import { invite } from './invitations.ts';
import { readOwnAccount } from './own-account.ts';
import {
  acceptWithPasskey,
  addPasskey,
  beginPasskey,
  beginPasskeySetUp,
  beginPasskeySignIn,
  proveWithPasskey,
  removePasskey,
  signInWithPasskey,
} from './passkeys.ts';
import { ORIGIN, owner, settle, testHouse, type TestHouse } from './testing.ts';
import { softAuthenticator } from './testing-authenticator.ts';

let house: TestHouse;
let amira: Awaited<ReturnType<typeof settle>>;
const phone = softAuthenticator(ORIGIN);
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
});
afterAll(() => house.close());

const refused = { code: 'not_signed_in' };

async function signIn(authenticator = phone): Promise<string> {
  const { options, note } = await beginPasskeySignIn(house.door);
  return signInWithPasskey(house.door, { note, response: authenticator.get(options) });
}

/** A worker with a passkey of her own, that counts or not. */
async function withPasskey(login: string, counts = true) {
  const authenticator = softAuthenticator(ORIGIN);
  authenticator.state.counts = counts;
  const account = randomUUID();
  await addAccount(house.door, amira, { account_id: account, login, display_name: login });
  const { token } = await invite(house.door, amira, account, 'new');
  const { options, note } = await beginPasskeySetUp(house.door, token);
  const session = await acceptWithPasskey(house.door, token, {
    note,
    label: 'Key',
    response: authenticator.create(options),
  });
  return { authenticator, token, worker: { actor: account, org: house.org, session } };
}

describe('passkeys', () => {
  it('are added inside a session, and are then enough by themselves', async () => {
    const { options, note } = await beginPasskey(house.door, amira);
    expect(options.authenticatorSelection).toMatchObject({
      residentKey: 'required',
      userVerification: 'required',
    });
    const response = phone.create(options);
    await addPasskey(house.door, amira, { note, response, label: 'My phone' });
    const session = await signIn();
    expect((await listAccounts(house.door, { ...amira, session })).length).toBe(2);
    const own = await readOwnAccount(house.door, { ...amira, session });
    expect(own.passkeys).toMatchObject([{ label: 'My phone' }]);
    expect(own.sessions.find(({ this_one: mine }) => mine)?.how).toBe('passkey');
  });

  it('refuse an answer that was used, to the same challenge', async () => {
    const { options, note } = await beginPasskeySignIn(house.door);
    const response = phone.get(options);
    await signInWithPasskey(house.door, { note, response });
    await expect(signInWithPasskey(house.door, { note, response })).rejects.toMatchObject(refused);
  });

  it('refuse it under another spelling of the same note too', async () => {
    // Base64 is read leniently: what is written behind it, or in the bits that its last sign leaves over, is not seen.
    const quiet = await withPasskey('maryam', false);
    const { options, note } = await beginPasskeySignIn(house.door);
    const response = quiet.authenticator.get(options);
    await signInWithPasskey(house.door, { note, response });
    const last = note.at(-1) ?? '';
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const neighbours = [...signs].filter(
      (sign) => sign !== last && signs.indexOf(sign) >> 2 === signs.indexOf(last) >> 2,
    );
    expect(neighbours).toHaveLength(3);
    const spellings = [`${note}=`, `${note}==`, `${note}!`, `${note} `];
    for (const again of [...spellings, ...neighbours.map((sign) => note.slice(0, -1) + sign)])
      await expect(
        signInWithPasskey(house.door, { note: again, response }),
        again.slice(-3),
      ).rejects.toMatchObject(refused);
  });

  it('refuse an answer to another challenge, of another site, without verification, or late', async () => {
    const first = await beginPasskeySignIn(house.door);
    const second = await beginPasskeySignIn(house.door);
    const mixed = { note: first.note, response: phone.get(second.options) };
    await expect(signInWithPasskey(house.door, mixed)).rejects.toMatchObject(refused);
    phone.state.origin = 'https://door.selmora.example.evil.example';
    await expect(signIn()).rejects.toMatchObject(refused);
    phone.state.origin = ORIGIN;
    phone.state.userVerified = false;
    await expect(signIn()).rejects.toMatchObject(refused);
    phone.state.userVerified = true;
    const third = await beginPasskeySignIn(house.door);
    house.clock.now += 6 * 60_000;
    await expect(
      signInWithPasskey(house.door, { note: third.note, response: phone.get(third.options) }),
    ).rejects.toMatchObject(refused);
    await signIn();
  });

  it('refuse a copy whose count goes back', async () => {
    await signIn();
    phone.state.counter -= 2;
    await expect(signIn()).rejects.toMatchObject(refused);
    phone.state.counter += 5;
    await signIn();
  });

  it('refuse an unknown passkey in the same words', async () => {
    const stranger = softAuthenticator(ORIGIN);
    const { options } = await beginPasskey(house.door, amira);
    stranger.create(options);
    const unknown = await signIn(stranger).catch((error: Error) => error.message);
    phone.state.userVerified = false;
    const known = await signIn().catch((error: Error) => error.message);
    phone.state.userVerified = true;
    expect(unknown).toBe(known);
  });

  it('refuse a new passkey made without verification, for another account, or twice', async () => {
    const weak = softAuthenticator(ORIGIN);
    weak.state.userVerified = false;
    const one = await beginPasskey(house.door, amira);
    const bad = { note: one.note, label: 'x', response: weak.create(one.options) };
    await expect(addPasskey(house.door, amira, bad)).rejects.toMatchObject(refused);
    const karim = await withPasskey('karim');
    const two = await beginPasskey(house.door, amira);
    const foreign = {
      note: two.note,
      label: 'x',
      response: softAuthenticator(ORIGIN).create(two.options),
    };
    await expect(addPasskey(house.door, karim.worker, foreign)).rejects.toMatchObject(refused);
  });

  it('accept an invitation once, without any password', async () => {
    const { authenticator, token, worker } = await withPasskey('lena');
    expect(await readOwnAccount(house.door, worker)).toMatchObject({ has_password: false });
    await expect(beginPasskeySetUp(house.door, token)).rejects.toMatchObject({ code: 'not_found' });
    await signIn(authenticator);
  });

  it('work when the authenticator never counts', async () => {
    const { authenticator } = await withPasskey('noor', false);
    await signIn(authenticator);
    await signIn(authenticator);
  });

  it('show that it is still her, for her own session only', async () => {
    const { worker, authenticator } = await withPasskey('sami');
    await owner(
      house,
      "update staff.session set proof_at = clock_timestamp() - interval '6 minutes'",
    );
    const editor = { role: 'editor' } as const;
    await expect(grantRole(house.door, amira, worker.actor, editor)).rejects.toMatchObject({
      code: 'proof_needed',
    });
    amira.session = await signIn();
    await grantRole(house.door, amira, worker.actor, editor);
    await expect(beginPasskey(house.door, worker)).rejects.toMatchObject({ code: 'proof_needed' });
    const one = await beginPasskeySignIn(house.door);
    await expect(
      proveWithPasskey(house.door, worker, { note: one.note, response: phone.get(one.options) }),
    ).rejects.toMatchObject(refused);
    const two = await beginPasskeySignIn(house.door);
    const own = { note: two.note, response: authenticator.get(two.options) };
    await proveWithPasskey(house.door, worker, own);
    await beginPasskey(house.door, worker);
  });

  it('are not taken away when nothing else is left', async () => {
    const { worker, authenticator } = await withPasskey('yonas');
    const [only] = (await readOwnAccount(house.door, worker)).passkeys;
    const id = only?.credential_id ?? '';
    await expect(removePasskey(house.door, worker, id)).rejects.toMatchObject({ code: 'conflict' });
    const { options, note } = await beginPasskey(house.door, worker);
    const spare = softAuthenticator(ORIGIN);
    await addPasskey(house.door, worker, { note, label: 'Spare', response: spare.create(options) });
    await removePasskey(house.door, worker, id);
    await expect(signIn(authenticator)).rejects.toMatchObject(refused);
    await signIn(spare);
  });
});
