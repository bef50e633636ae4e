/** What devices bring: of an organisation and a point, of nobody by name. */
import { ORG } from '../stage.ts';
import type { Table } from '../table.ts';
import { DESK } from '../variants.ts';
import type { TableMaker } from './making.ts';

export function syncTables({ nobody, placed, plain }: TableMaker): Table[] {
  const of = (definer: boolean): Partial<Table> => ({
    held: DESK,
    definer,
    moves: { org_id: ORG.far, purpose_id: 'desk.screen' },
  });
  return [
    placed('sync.op', 'app_desk', of(false)),
    placed('sync.held', 'app_desk', of(true)),
    placed('sync.device_report', 'app_desk', of(true)),
    plain('sync.session_key', 'app_desk', of(false)),
    placed('sync.ticket_slot', 'app_desk', of(false)),
    nobody('sync.carrying', { backup: true }),
    nobody('sync.device_manifest', { backup: true }),
  ];
}
