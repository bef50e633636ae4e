/** What crosses, and what leads to it. */
import { ORG, type Packet, POINT, WHO } from '../stage.ts';
import type { ProbeRow, Table } from '../table.ts';
import type { TableMaker } from './making.ts';

/** Rows that lead to a crossing may be read by the desk that sends, and by nobody who gives advice. */
const SENDING = ['referral.send', 'desk.visit', 'legal.advice'];

export function referralTables(maker: TableMaker): Table[] {
  return [...crossingTables(maker), ...leadingTables(maker), ...callTables(maker)];
}

function leadingTables({ home, plain, row }: TableMaker): Table[] {
  const moves = { org_id: ORG.far, purpose_id: 'desk.visit' };
  const tables = [
    // The purpose of these two is fixed by the table itself.
    plain('referrals.network_entry', 'app_desk', { held: ['referral.send'] }),
    home(
      'referrals.referral',
      'app_desk',
      {
        held: ['referral.send'],
        moves: { org_id: ORG.far, subject: WHO.gone, point_id: POINT.other },
      },
      { point: true },
    ),
    ...['referral_change', 'message', 'recipient_access', 'violation'].map((name) =>
      plain(`referrals.${name}`, 'app_desk', { held: SENDING, moves }),
    ),
    home('referrals.consent_sign', 'app_desk', {
      held: SENDING,
      moves: { ...moves, subject: WHO.gone },
    }),
    plain('referrals.spent_key', 'app_desk', { held: ['referral.receive'] }),
  ];
  // What leads to a crossing is the giver's alone: whoever receives has the packet.
  for (const t of tables)
    for (const list of [t.rows, t.tries])
      if (list[0] && 'to_org' in list[0].columns)
        list.push(
          row(
            t,
            'theirs, for us',
            {
              org: ORG.far,
              purpose: t.held[0] ?? '',
              subject: t.mortal ? WHO.far : null,
              ...(list[0].point === undefined ? {} : { point: POINT.mine }),
            },
            { to_org: ORG.home },
          ),
        );
  return tables;
}

/** Who is called at a point when it must be now. */
function callTables({ placed }: TableMaker): Table[] {
  return ['on_call', 'alert'].map((name) =>
    placed(`referrals.${name}`, 'app_desk', {
      held: ['desk.visit'],
      moves: { org_id: ORG.far },
    }),
  );
}

function crossingTables({ stage, row, table, home }: TableMaker): Table[] {
  const packet = table('referrals.packet', {
    shape: 'crossing',
    org: 'from_org',
    held: ['referral.send'],
    mortal: false,
    roles: { app_desk: 'all' },
    moves: {
      from_org: ORG.third,
      purpose_id: 'desk.visit',
      grant_id: stage.grants.find(({ from, subject }) => from === ORG.home && subject === WHO.gone)
        ?.id,
    },
  });
  const packets = (list: readonly Packet[]): ProbeRow[] =>
    list.map((one) =>
      row(
        packet,
        one.fault || 'nothing wrong',
        { id: one.id, org: one.from, to: one.to, purpose: one.purpose, packet: one },
        {
          packet_id: one.id,
          to_org: one.to,
          grant_id: one.grant,
          agreement_id: one.agreement,
          categories: one.categories,
        },
      ),
    );
  packet.rows.push(...packets(stage.packets));
  packet.tries.push(...packets(stage.sendable));

  return [
    packet,
    home('referrals.packet_origin', 'app_desk', {
      held: SENDING,
      moves: { org_id: ORG.far, purpose_id: 'desk.visit', subject: WHO.gone },
    }),
  ];
}
