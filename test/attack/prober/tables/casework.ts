/** People, their codes and events, what became of a visit; names and ways to reach somebody. */
import { ORG, POINT, WHO } from '../stage.ts';
import type { Table } from '../table.ts';
import type { TableMaker } from './making.ts';

export function caseworkTables({ home, nobody, placed }: TableMaker): Table[] {
  const events = home(
    'casework.event',
    'app_desk',
    {
      roles: { app_desk: 'all', app_child: 'select', app_survivor: 'select' },
      compartments: {
        app_desk: { sees: 'general', writesAny: true },
        app_child: { sees: 'child' },
        app_survivor: { sees: 'survivor' },
      },
      moves: {
        org_id: ORG.far,
        purpose_id: 'desk.screen',
        subject: WHO.gone,
        point_id: POINT.other,
        compartment: 'child',
      },
    },
    { point: true, nobody: true },
  );
  return [
    home('casework.person', 'app_desk', { moves: { org_id: ORG.far, purpose_id: 'desk.screen' } }),
    home('casework.handle', 'app_desk'),
    events,
    // The rows of events are the partition's: nobody has a way to it but through its table.
    {
      ...nobody('casework.event_rest', { definer: false }),
      rows: events.rows.slice(0, 1),
      tries: events.tries.slice(0, 1),
    },
    home('casework.correction', 'app_desk'),
    home('casework.identity_link', 'app_desk', {
      names: { other: 'one' },
      moves: { org_id: ORG.far, purpose_id: 'desk.screen', subject: WHO.gone, other: WHO.gone },
    }),
    home('casework.person_root', 'app_desk', {
      names: { root: 'one' },
      moves: {
        org_id: ORG.far,
        purpose_id: 'desk.screen',
        subject: WHO.goneUnseen,
        root: WHO.gone,
      },
    }),
    home(
      'casework.possible_duplicate',
      'app_desk',
      {
        names: { others: 'list', not_me: 'list' },
        moves: {
          org_id: ORG.far,
          purpose_id: 'desk.screen',
          subject: WHO.goneUnseen,
          point_id: POINT.other,
          others: `{${WHO.gone}}`,
        },
      },
      { point: true },
    ),
    home(
      'casework.pathway',
      'app_child',
      {
        roles: { app_child: 'all', app_survivor: 'all' },
        compartments: { app_child: { sees: 'child' }, app_survivor: { sees: 'survivor' } },
        moves: {
          org_id: ORG.far,
          purpose_id: 'desk.screen',
          subject: WHO.gone,
          compartment: 'survivor',
        },
      },
      { nobody: true },
    ),
    placed('casework.space_override', 'app_desk', {
      moves: { org_id: ORG.far, purpose_id: 'desk.screen' },
    }),
    ofPath(nobody('casework.way_back', { backup: true })),
    ...['name', 'contact', 'blind'].map((name) => home(`ident.${name}`, 'app_ident')),
    home('ident.name_sketch', 'app_ident', {}, { point: true }),
    // What opens every sketch of a point is for the functions of the firewall alone.
    nobody('ident.circle_key', { backup: true }),
  ];
}

/** Rows that the table takes for the purpose of a path alone. */
function ofPath(table: Table): Table {
  for (const one of [...table.rows, ...table.tries]) {
    one.purpose = 'child.protect';
    one.columns['purpose_id'] = 'child.protect';
  }
  return table;
}
