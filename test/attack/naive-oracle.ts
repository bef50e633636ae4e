/**
 * The rule once more, written from chapter 20 without a look at the policies or at `model.ts`: lists of ids that are
 * taken away sentence by sentence, and facts joined by nested loops. Slow and plain, so that it can be read aloud.
 */
import type { Context, World } from '../../src/firewall/context/model.ts';
import type { Stored, StoredRow } from './random-world.ts';

/** Who may look where at all (section 2: compartments and their login roles). */
const COMPARTMENTS: [role: string, tables: string][] = [
  ['app_desk', 'casework.person casework.handle casework.event referrals.packet'],
  ['app_desk', 'referrals.packet_origin consent.record consent.agreement'],
  ['app_desk', 'consent.withdrawal_notice'],
  ['app_ident', 'ident.name ident.contact ident.blind'],
  ['app_consent', 'consent.record consent.agreement consent.erasing consent.withdrawal_notice'],
  ['app_health', 'health.file'],
  ['app_survivor', 'survivor.file'],
  ['app_legal', 'legal.file'],
  ['app_child', 'child.file'],
  ['app_kin', 'kin.file'],
  ['app_detention', 'detention.file'],
];

/** Is there any context? "exp in (now, now+31 s]", "organisation open and not cut", a purpose that may read something. */
export function oracleOpens(world: World, context: Context): boolean {
  const secondsLeft = (context.expires - world.now) / 1000;
  let organisationOpen = false;
  for (const organisation of world.organisations)
    if (organisation.id === context.org)
      organisationOpen = organisation.cutAt === null || organisation.cutAt > world.now;
  let readsSomething = false;
  for (const use of world.uses) if (use.usedFor === context.purpose) readsSomething = true;
  return secondsLeft > 0 && secondsLeft <= 31 && organisationOpen && readsSomething;
}

/** Ids of the visible rows, each with its table before it. */
export function oracleSees(world: Stored, context: Context): Set<string> {
  const seen = new Set<string>();
  if (!oracleOpens(world, context)) return seen;
  const mine: string[] = [];
  for (const [role, tables] of COMPARTMENTS)
    if (role === context.audience) mine.push(...tables.split(' '));
  for (const row of world.rows) {
    if (!mine.includes(row.table)) continue;
    if (oracleSeesRow(world, context, row)) seen.add(`${row.table} ${row.id}`);
  }
  return seen;
}

/** Section 7: asked for once, by her; done in steps, by the job. */
function oracleErases(context: Context): boolean {
  return context.kind === 'job' && context.purpose === 'job.retention';
}

function oracleSeesRow(world: Stored, context: Context, row: StoredRow): boolean {
  const worker = ['staff', 'job'].includes(context.kind);
  const oneRecord = ['person', 'glass'].includes(context.kind);
  if (row.table === 'consent.agreement')
    return worker && row.shape === 'agreement' && row.parties.some((p) => p === context.org);
  if (row.table === 'consent.withdrawal_notice')
    return worker && row.shape === 'notice' && row.to === context.org;
  if (row.table === 'consent.erasing')
    return oracleErases(context) && row.shape === 'erasing' && row.org === context.org;

  const purpose = 'purpose' in row ? row.purpose : '';
  // "Purpose is fixed at collection": the short list says what the ticket's purpose may read.
  let compatible = false;
  for (const use of world.uses)
    if (use.collectedFor === purpose && use.usedFor === context.purpose) compatible = true;
  if (!compatible) return false;

  if (row.shape === 'crossing') {
    // "Invisible from the next statement": also what crossed for her, though the packet does not name her.
    let hers: string | undefined;
    let grantor: string | undefined;
    for (const grant of world.grants)
      if (grant.id === row.grant) [hers, grantor] = [grant.subject, grant.from];
    for (const gone of world.erasing)
      if (gone.subject === hers && gone.org === grantor && grantor === context.org) return false;
    if (!worker) return false;
    if (row.from === context.org) return true;
    return row.to === context.org && oracleShares(world, row);
  }
  if (row.shape !== 'home') return false;
  for (const gone of world.erasing)
    if (gone.org === context.org && gone.subject === row.subject) return false;
  if (row.point !== undefined && context.points.length > 0) {
    if (!context.points.includes(row.point)) return false;
  }
  if (row.org !== context.org) return false;
  if (worker) return true;
  return oneRecord && row.subject !== null && row.subject === context.subject;
}

/** Section 4, `fw.share_ok`, and P2: consent and agreement, both alive, or nothing crosses. */
export function oracleShares(
  world: World,
  row: Extract<StoredRow, { shape: 'crossing' }>,
): boolean {
  for (const grant of world.grants) {
    for (const agreement of world.agreements) {
      const facts = [
        grant.id === row.grant,
        grant.from === row.from,
        grant.to === row.to,
        grant.purpose === row.purpose,
        row.categories.filter((c) => grant.categories.includes(c)).length === row.categories.length,
        grant.withdrawnAt === null,
        world.now < grant.notAfter,
        !world.erasing.some((e) => `${e.org}/${e.subject}` === `${grant.from}/${grant.subject}`),
        agreement.id === row.agreement,
        agreement.state === 'live',
        agreement.startsAt <= world.now && world.now < agreement.endsAt,
        agreement.purposes.some((p) => p === row.purpose),
        row.categories.filter((c) => !agreement.categories.includes(c)).length === 0,
        [...agreement.parties].sort().join() === [row.from, row.to].sort().join(),
        world.organisations.filter(
          (o) =>
            (o.id === row.from || o.id === row.to) && !(o.cutAt !== null && o.cutAt <= world.now),
        ).length === 2,
      ];
      if (facts.every((fact) => fact)) return true;
    }
  }
  return false;
}

/** May this row be written as new? Home, for the purpose of the act, nobody on her way out, and crossing only with both. */
export function oracleInserts(world: Stored, context: Context, row: StoredRow): boolean {
  if (!oracleOpens(world, context)) return false;
  const writable = {
    app_desk: /^casework\.|^referrals\./,
    // Sealed rows are put away by functions of the firewall.
    app_ident: /^never/,
    app_consent: /^consent\.(record|erasing)$/,
  }[context.audience];
  if (!(writable ?? new RegExp(`^${context.audience.slice(4)}\\.file$`)).test(row.table))
    return false;
  const worker = context.kind === 'staff' || context.kind === 'job';
  if (row.shape === 'erasing')
    return (
      context.kind === 'person' &&
      context.purpose === 'own.access' &&
      row.org === context.org &&
      row.subject === context.subject
    );
  if (!worker) return false;
  if (row.shape === 'crossing')
    return row.from === context.org && row.purpose === context.purpose && oracleShares(world, row);
  if (row.shape !== 'home') return false;
  if (world.erasing.some((e) => e.org === row.org && e.subject === row.subject)) return false;
  if (row.point && context.points.length > 0 && !context.points.includes(row.point)) return false;
  return row.org === context.org && row.purpose === context.purpose;
}

/** What an UPDATE of columns outside the rule (or a DELETE) does to one row. */
export function oracleChanges(
  world: Stored,
  context: Context,
  row: StoredRow,
  verb: 'update' | 'delete',
): 'done' | 'nothing' | 'refused' {
  // Nobody who logs in takes such a row away: that is for functions of the firewall.
  const allowed = /^app_desk casework\.person|^app_consent consent\.(erasing|withdrawal_notice)/;
  if (verb === 'delete' || !oracleOpens(world, context)) return 'refused';
  if (!allowed.test(`${context.audience} ${row.table}`)) return 'refused';
  if (!['staff', 'job'].includes(context.kind)) return 'nothing';
  if (!oracleSeesRow(world, context, row)) return 'nothing';
  if (row.shape !== 'home') return 'done';
  // It stays what it was collected for, and only that purpose may change it.
  return row.purpose === context.purpose ? 'done' : 'refused';
}
