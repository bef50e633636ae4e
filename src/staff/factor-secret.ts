/** Where the secret of a second factor is sealed: under the account's own key, in its own row. */
import type { FieldPlace, KeyName } from '../firewall/index.ts';

export const factorKey = (account: string): KeyName => ({ store: 'staff', subject: account });
export const factorPlace = (account: string): FieldPlace => ({
  column: 'staff.account.totp_sealed',
  rowId: account,
});
