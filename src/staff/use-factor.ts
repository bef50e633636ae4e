/** Uses a code up: of the app, or one of the recovery codes. Each is good once, also for two requests at one moment. */
import { actAs } from '../firewall/index.ts';
import type { LoginFacts } from './facts.ts';
import { factorKey, factorPlace } from './factor-secret.ts';
import { factorStep, recoveryHash } from './second-factor.ts';
import type { StaffDoor } from './sign-in.ts';

/** What is asked of an account to judge a code. */
export type FactorFacts = Pick<LoginFacts, 'account_id' | 'org_id' | 'totp_sealed' | 'totp_last'>;

/** What a code was: of the app, a recovery code, one of them that was used before, or neither. */
export type CodeWas = 'factor' | 'recovery' | 'used' | 'wrong';

const signingIn = ({ account_id: account, org_id: org }: FactorFacts) =>
  ({
    kind: 'job',
    actor: account,
    org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  }) as const;

/** Judges a code and, when it is good, uses it up. */
export async function useCode(door: StaffDoor, facts: FactorFacts, code: string): Promise<CodeWas> {
  const factor = await useFactor(door, facts, code);
  return factor === 'wrong' ? useRecovery(door, facts, code) : factor;
}

function useFactor(door: StaffDoor, facts: FactorFacts, code: string): Promise<CodeWas> {
  const account = facts.account_id;
  return actAs(door, signingIn(facts), async (tx) => {
    const [opened] = await door.keeper.open({
      nonce: tx.nonce,
      purpose: 'staff.sign_in',
      items: [
        {
          key: factorKey(account),
          place: factorPlace(account),
          sealed: facts.totp_sealed ?? Buffer.alloc(0),
        },
      ],
    });
    if (opened?.state !== 'open') return 'wrong';
    const step = factorStep(opened.plain, code, 0, door.now());
    if (step === undefined) return 'wrong';
    // Two requests with one code: the second changes no row.
    const used = await tx.execute(
      'update staff.account set totp_last = $2 where account_id = $1 and totp_last < $2',
      [account, step],
    );
    return used === 1 ? 'factor' : 'used';
  });
}

function useRecovery(door: StaffDoor, facts: FactorFacts, code: string): Promise<CodeWas> {
  return actAs(door, signingIn(facts), async (tx) => {
    const values = [recoveryHash(code), facts.account_id];
    const used = await tx.execute(
      'update staff.recovery_code set used_at = clock_timestamp() where code_hash = $1 and account_id = $2 and used_at is null',
      values,
    );
    if (used === 1) {
      await tx.query('select fw.note($1)', ['recovery_code.used']);
      return 'recovery';
    }
    const known = await tx.query(
      'select from staff.recovery_code where code_hash = $1 and account_id = $2',
      values,
    );
    return known.length ? 'used' : 'wrong';
  });
}
