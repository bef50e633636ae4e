/** What crosses, and what leads to it. */
import { ORG, type Packet, WHO } from '../stage.ts';
import type { ProbeRow, Table } from '../table.ts';
import type { TableMaker } from './making.ts';

export function referralTables({ stage, row, table, home }: TableMaker): Table[] {
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
      held: ['referral.send', 'desk.visit', 'legal.advice'],
      moves: { org_id: ORG.far, purpose_id: 'desk.visit', subject: WHO.gone },
    }),
  ];
}
