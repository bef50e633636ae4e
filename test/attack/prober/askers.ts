/** Everybody who asks about a table: each role with each kind of ticket that stands, and those without one. */
import type { Context } from '../../../src/firewall/context/model.ts';
import type { Asker } from './answers.ts';
import { ORG, POINT, type Stage, WHO } from './stage.ts';
import type { Table } from './table.ts';

/** @param owner the role that owns the table */
export function askersOf(stage: Stage, table: Table, owner: string): Asker[] {
  const askers: Asker[] = [];
  for (const role of Object.keys(table.roles)) {
    for (const context of contextsOf(stage, table, role)) askers.push({ role, context });
    askers.push({ role, context: null });
  }
  askers.push(
    { role: 'own_fw', context: null },
    { role: 'app_backup', context: null },
    { role: owner, context: null },
  );
  // A login role that has nothing to do here, with tickets that stand.
  for (const context of contextsOf(stage, table, 'app_jobs'))
    if (
      context.kind === 'staff' ||
      context.subject === WHO.her ||
      (table.shape === 'erasing' && context.kind === 'job')
    )
      askers.push({ role: 'app_jobs', context });
  return askers;
}

function contextsOf(stage: Stage, table: Table, audience: string): Context[] {
  const acted = table.held[0] ?? 'desk.visit';
  const reading = stage.uses
    .filter(({ collectedFor }) => collectedFor === acted)
    .map(({ usedFor }) => usedFor);
  const alike = reading.find((use) => use !== acted && use !== 'own.access') ?? 'staff.sign_in';
  const foreign = ['school.enrol', 'tally'].find((use) => !reading.includes(use)) ?? 'glass.ask';
  const of = (more: Partial<Context>): Context => ({
    audience,
    kind: 'staff',
    org: ORG.home,
    points: [],
    purpose: acted,
    subject: null,
    expires: 0,
    ...more,
  });
  const list = [
    of({}),
    of({ points: [POINT.mine] }),
    of({ points: [POINT.other] }),
    of({ org: ORG.far }),
    of({ org: ORG.third }),
    of({ org: ORG.later }),
    of({ kind: 'job', purpose: alike }),
    of({ kind: 'job', purpose: foreign }),
    of({ purpose: alike, subject: WHO.far }),
    of({ subject: WHO.far }),
    ...table.held.slice(1).map((purpose) => of({ purpose })),
    ...(['her', 'far', 'gone', 'hereStill', 'read'] as const).map((who) =>
      of({ kind: 'person', purpose: 'own.access', subject: WHO[who] }),
    ),
    of({ kind: 'person', purpose: acted, subject: WHO.her }),
    of({ kind: 'person', purpose: acted, subject: WHO.her, points: [POINT.other] }),
    of({ kind: 'person', purpose: 'own.access', subject: WHO.her, org: ORG.far }),
    of({ kind: 'glass', subject: WHO.her }),
    of({ kind: 'glass', subject: WHO.gone }),
    of({ kind: 'glass', subject: WHO.far, org: ORG.far }),
  ];
  if (table.shape === 'crossing')
    list.push(
      of({ purpose: 'referral.receive' }),
      of({ purpose: 'referral.receive', org: ORG.far }),
      of({ purpose: 'referral.receive', kind: 'job' }),
      of({ purpose: 'legal.claim' }),
    );
  if (table.shape === 'erasing')
    list.push(
      of({ purpose: 'desk.visit' }),
      of({ kind: 'glass', purpose: 'desk.visit', subject: WHO.her }),
      of({ purpose: 'job.retention' }),
      of({ kind: 'job', purpose: 'job.retention' }),
      of({ kind: 'job', purpose: 'job.retention', org: ORG.far }),
      of({ kind: 'person', purpose: 'own.access', subject: WHO.other }),
      of({ kind: 'person', purpose: 'desk.visit', subject: WHO.other }),
    );
  return list;
}
