/** A new account's app for codes: its secret is sealed into the row, and ten recovery codes come with it. */
import type { InContext } from '../firewall/index.ts';
import { factorKey, factorPlace } from './factor-secret.ts';
import { keepRecoveryCodes } from './recovery-codes.ts';
import { newRecoveryCodes } from './second-factor.ts';
import type { StaffDoor } from './sign-in.ts';

/**
 * @param step the step of the code that showed that the app was read: good no second time
 * @returns what is kept of the secret, and recovery codes to show once
 */
export async function keepNewFactor(
  door: StaffDoor,
  tx: InContext,
  who: { account: string; org: string },
  { secret, step, password = null }: { secret: Buffer; step: number; password?: string | null },
): Promise<{ factor: Buffer; recoveryCodes: string[] }> {
  const [sealed] = await door.keeper.seal({
    nonce: tx.nonce,
    items: [{ key: factorKey(who.account), place: factorPlace(who.account), plain: secret }],
    make: true,
  });
  await tx.execute(
    'update staff.account set password_hash = $2, totp_sealed = $3, totp_last = $4 where account_id = $1',
    [who.account, password, sealed, step],
  );
  const codes = newRecoveryCodes();
  await keepRecoveryCodes(tx, who, codes);
  return { factor: sealed ?? Buffer.alloc(0), recoveryCodes: codes.map(({ code }) => code) };
}
