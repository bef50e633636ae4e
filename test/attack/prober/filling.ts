/** What a row of each guarded table needs beside the columns that the rule looks at: all made from its id. */
import { CASEWORK } from './filling/casework.ts';
import { CONSENT } from './filling/consent.ts';
import { IDENT } from './filling/ident.ts';
import type { Fillings } from './filling/made.ts';
import { PATHS } from './filling/paths.ts';
import { REFERRALS } from './filling/referrals.ts';
import { REGISTER } from './filling/register.ts';
import { STAFF } from './filling/staff.ts';
import { SYNC } from './filling/sync.ts';

export const FILLING: Fillings = {
  ...CASEWORK,
  ...IDENT,
  ...REFERRALS,
  ...PATHS,
  ...CONSENT,
  ...SYNC,
  ...REGISTER,
  ...STAFF,
};
