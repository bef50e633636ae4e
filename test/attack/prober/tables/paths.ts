/** The sealed compartments: their files, and the steps, alarms and adults of the paths of children and survivors. */
import { ORG, WHO } from '../stage.ts';
import type { Table } from '../table.ts';
import type { TableMaker } from './making.ts';

const FILES: Record<string, string[]> = {
  health: ['health.care'],
  survivor: ['survivor.support'],
  legal: ['legal.claim', 'legal.advice'],
  child: ['child.protect'],
  kin: ['kin.trace'],
  detention: ['detention.visit'],
};

export function pathTables({ home, plain }: TableMaker): Table[] {
  return [
    ...Object.entries(FILES).map(([room, held]) =>
      home(`${room}.file`, `app_${room}`, { held }, { nobody: true }),
    ),
    // A path's own rows are for its purpose alone, as its files are.
    ...[
      'child.step',
      'child.alarm',
      'child.guardianship',
      'child.release',
      'child.referral',
      'child.way_in',
      'survivor.step',
      'survivor.alarm',
      'survivor.referral',
      'survivor.way_in',
    ].map((name) => {
      const room = name.split('.')[0] ?? '';
      const moves = { org_id: ORG.far, subject: WHO.gone };
      return home(name, `app_${room}`, { held: FILES[room] ?? [], moves }, { nobody: true });
    }),
    ...['child', 'survivor'].map((room) =>
      plain(`${room}.referral_change`, `app_${room}`, { held: FILES[room] ?? [] }),
    ),
  ];
}
