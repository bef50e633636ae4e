/** Grants, agreements, erasures, notices of withdrawal. */
import { ORG, WHO } from '../stage.ts';
import type { ProbeRow, Table } from '../table.ts';
import type { TableMaker } from './making.ts';

export function consentTables({
  stage,
  fresh,
  row,
  table,
  home,
  plain,
  nobody,
}: TableMaker): Table[] {
  const record = home('consent.record', 'app_desk', {
    org: 'from_org',
    held: ['referral.send', 'desk.visit', 'legal.advice'],
    roles: { app_consent: 'all', app_desk: 'all' },
    moves: { from_org: ORG.far, purpose_id: 'desk.visit', subject: WHO.gone },
  });
  for (const grant of stage.grants)
    record.rows.push(
      row(
        record,
        'a grant',
        { id: grant.id, org: grant.from, subject: grant.subject, purpose: grant.purpose },
        {
          grant_id: grant.id,
          to_org: grant.to,
          categories: grant.categories,
          not_after: new Date(grant.notAfter),
          withdrawn_at: grant.withdrawnAt && new Date(grant.withdrawnAt),
          withdrawn_how: grant.withdrawnAt && 'worker',
        },
      ),
    );
  for (const one of [...record.rows, ...record.tries]) one.columns.grant_id ??= one.key = fresh();

  const agreement = table('consent.agreement', {
    shape: 'party',
    org: '',
    purpose: 'any',
    held: ['agreement.manage'],
    mortal: false,
    roles: { app_consent: 'all', app_desk: 'select' },
    moves: { party_a: ORG.third },
  });
  const agreed = (parties: readonly [string, string], facts: object = {}, id = fresh()): ProbeRow =>
    row(
      agreement,
      `between ${parties.join(' and ')}`,
      { id, parties },
      {
        agreement_id: id,
        party_a: parties[0],
        party_b: parties[1],
        purposes: ['referral.send'],
        categories: ['need'],
        starts_at: '2026-01-01T00:00:00Z',
        ends_at: '2100-01-01T00:00:00Z',
        state: 'live',
        ...facts,
      },
    );
  agreement.rows.push(
    ...stage.agreements.map((one) =>
      agreed(
        one.parties,
        {
          purposes: one.purposes,
          categories: one.categories,
          starts_at: new Date(one.startsAt),
          ends_at: new Date(one.endsAt),
          state: one.state,
        },
        one.id,
      ),
    ),
  );
  for (const parties of [
    [ORG.home, ORG.third],
    [ORG.third, ORG.home],
    [ORG.far, ORG.third],
  ] as const) {
    agreement.rows.push(agreed(parties));
    agreement.tries.push(agreed(parties));
  }

  const erasing = table('consent.erasing', {
    shape: 'erasing',
    purpose: 'any',
    mortal: false,
    roles: { app_consent: 'all' },
    moves: { org_id: ORG.third, subject: WHO.other },
  });
  erasing.rows.push(
    ...stage.erasing.map(({ org, subject }) => row(erasing, 'going', { org, subject })),
  );
  for (const [org, who] of [
    [ORG.home, WHO.her],
    [ORG.home, WHO.other],
    [ORG.third, WHO.her],
    [ORG.far, WHO.far],
  ] as const)
    erasing.tries.push(row(erasing, 'asks', { org, subject: who }));

  const notice = table('consent.withdrawal_notice', {
    shape: 'told',
    org: 'to_org',
    purpose: 'any',
    mortal: false,
    roles: { app_consent: 'all', app_desk: 'select' },
    moves: { to_org: ORG.third },
  });
  for (const list of [notice.rows, notice.tries])
    for (const org of [ORG.home, ORG.far]) list.push(row(notice, 'told', { org, to: org }));

  return [
    nobody('consent.asked_by_code', {
      org: '',
      backup: true,
      moves: { asked_at: '2026-01-02T00:00:00Z' },
    }),

    record,
    agreement,
    plain('consent.agreement_warning', 'app_consent', {
      held: ['agreement.manage', 'desk.visit'],
      moves: { org_id: ORG.far, purpose_id: 'desk.visit' },
    }),
    erasing,
    notice,
  ];
}
