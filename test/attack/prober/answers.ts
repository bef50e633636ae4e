/**
 * What the prober expects: the rule of chapter 20 once more, for every guarded table, as if each role had been given every
 * right, so that a policy is judged by itself and not hidden by a right that is missing today.
 */
import type { Context, Verb } from '../../../src/firewall/context/model.ts';
import type { ProbeRow, Table } from './table.ts';
import { type Stage, UNREAD } from './stage.ts';

/** Who asks: a login role with a ticket or without, or an owner. */
export type Asker = { role: string; context: Context | null };

/** Whether `before` may be seen, changed or taken away, and `after` may stand. */
export function expected(
  stage: Stage,
  table: Table,
  { role, context }: Asker,
  verb: Verb,
  { before, after }: { before?: ProbeRow; after?: ProbeRow },
): boolean {
  if (role === 'own_fw') return table.definer;
  if (role === 'app_backup') return table.backup && verb === 'select';
  const given = table.roles[role];
  if (!given || !context || (given === 'select' && verb !== 'select')) return false;
  const path = table.compartments?.[role];
  if (path && before && before.compartment !== path.sees) return false;
  // What is changed must still be seen by whoever changed it.
  if (path && after && after.compartment !== path.sees && !(path.writesAny && !before))
    return false;
  return (
    (!before || reaches(stage, table, context, verb, before)) &&
    (!after || mayStand(stage, table, context, verb, after))
  );
}

const works = ({ kind }: Context): boolean => kind === 'staff' || kind === 'job';

/** The job that goes on with what somebody asked for. */
const erases = ({ kind, purpose, org }: Context, row: ProbeRow): boolean =>
  kind === 'job' && purpose === 'job.retention' && row.org === org;

function reaches(stage: Stage, table: Table, context: Context, verb: Verb, row: ProbeRow): boolean {
  const ours = works(context) && row.org === context.org;
  switch (table.shape) {
    case 'nobody':
      return false;
    case 'party':
      return works(context) && row.parties?.includes(context.org) === true;
    case 'erasing':
      return verb !== 'delete' && erases(context, row);
    case 'told':
      return ours;
    case 'crossing': {
      const theirs = verb === 'select' && works(context) && row.to === context.org && crosses(row);
      return (
        (ours || theirs) && reads(stage, table, context, row) && !isGoneHere(stage, context, row)
      );
    }
    case 'home': {
      const hers =
        verb === 'select' &&
        table.mortal &&
        !works(context) &&
        row.org === context.org &&
        row.subject !== null &&
        row.subject === context.subject;
      return (
        (ours || hers) &&
        reads(stage, table, context, row) &&
        isAlive(stage, context, row) &&
        isThere(context, row)
      );
    }
  }
}

function mayStand(
  stage: Stage,
  table: Table,
  context: Context,
  verb: Verb,
  row: ProbeRow,
): boolean {
  const ours = works(context) && row.org === context.org;
  switch (table.shape) {
    case 'nobody':
      return false;
    case 'party':
      return (
        works(context) &&
        row.parties?.includes(context.org) === true &&
        context.purpose === 'agreement.manage'
      );
    case 'erasing':
      return verb === 'insert'
        ? context.kind === 'person' &&
            context.purpose === 'own.access' &&
            row.org === context.org &&
            row.subject === context.subject
        : erases(context, row);
    case 'told':
      return ours;
    case 'crossing':
      return ours && acts(table, context, row) && !isGoneHere(stage, context, row);
    case 'home':
      return (
        ours && acts(table, context, row) && isAlive(stage, context, row) && isThere(context, row)
      );
  }
}

function reads(stage: Stage, { purpose }: Table, context: Context, row: ProbeRow): boolean {
  if (purpose === 'any') return true;
  if (purpose !== 'collected') return purpose.includes(context.purpose);
  return stage.uses.some(
    (use) => use.collectedFor === row.purpose && use.usedFor === context.purpose,
  );
}

function acts({ purpose }: Table, context: Context, row: ProbeRow): boolean {
  if (purpose === 'any') return true;
  return purpose === 'collected'
    ? row.purpose === context.purpose
    : purpose.includes(context.purpose);
}

/** Nobody whom the row names, in whatever column, is being erased here. */
const isAlive = (stage: Stage, context: Context, { subject, others = [] }: ProbeRow): boolean =>
  [subject, ...others].every(
    (who) => !stage.erasing.some((gone) => gone.org === context.org && gone.subject === who),
  );

const isThere = ({ points }: Context, { point }: ProbeRow): boolean =>
  point === undefined || points.length === 0 || points.includes(point);

/** A packet names nobody; what her organisation gave for her is out of its sight with her. */
function isGoneHere(stage: Stage, context: Context, { packet, columns }: ProbeRow): boolean {
  const grant = stage.grants.find(({ id }) => id === (columns.grant_id ?? packet?.grant));
  return stage.erasing.some(
    (gone) =>
      gone.org === context.org && gone.org === grant?.from && gone.subject === grant.subject,
  );
}

/** A packet crosses when nothing is wrong with it: the world was made so. */
export function crosses({ packet }: ProbeRow): boolean {
  return packet !== undefined && (packet.fault === '' || packet.fault === UNREAD);
}
