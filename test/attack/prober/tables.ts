/**
 * Every guarded table as chapter 20 of the design has it, said anew and without a look at the policies: whose its rows
 * are, who may do what there when every right is given, and the rows that the probes ask about.
 */
import type { Stage } from './stage.ts';
import type { Table } from './table.ts';
import { caseworkTables } from './tables/casework.ts';
import { consentTables } from './tables/consent.ts';
import { tableMaker } from './tables/making.ts';
import { pathTables } from './tables/paths.ts';
import { referralTables } from './tables/referrals.ts';
import { registerTables, staffTables } from './tables/staff.ts';
import { syncTables } from './tables/sync.ts';

/** All of them, with rows for this world. */
export function guardedTables(stage: Stage): Table[] {
  const maker = tableMaker(stage);
  return [
    ...caseworkTables(maker),
    ...pathTables(maker),
    ...syncTables(maker),
    ...referralTables(maker),
    ...consentTables(maker),
    ...registerTables(maker),
    ...staffTables(maker),
  ];
}
