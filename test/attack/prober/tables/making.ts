/** Tables of the kinds that come again: rows of a person, rows of an organisation alone, rows that are nobody's. */
import { ORG, POINT, type Stage, WHO } from '../stage.ts';
import type { ProbeRow, Table } from '../table.ts';
import { type Kinds, type RowMaker, rowMaker } from '../variants.ts';

export type TableMaker = RowMaker & {
  stage: Stage;
  /** Of a person and an organisation. */
  home(name: string, role: string, more?: Partial<Table>, kinds?: Kinds): Table;
  /** Of an organisation and of nobody. */
  plain(name: string, role: string, more: Partial<Table>): Table;
  /** The same, at a point. */
  placed(name: string, role: string, more: Partial<Table>): Table;
  /** No login role has anything to do there. */
  nobody(name: string, more?: Partial<Table>): Table;
};

export function tableMaker(stage: Stage): TableMaker {
  const maker = rowMaker();
  const { row, table, variants } = maker;

  const home: TableMaker['home'] = (name, role, more = {}, kinds = {}) => {
    const t = table(name, {
      roles: { [role]: 'all' },
      moves: {
        org_id: ORG.far,
        ...(name.endsWith('.file') ? {} : { purpose_id: 'desk.screen' }),
        subject: WHO.gone,
        ...(kinds.point ? { point_id: POINT.other } : {}),
      },
      ...more,
    });
    return { ...t, rows: variants(t, kinds), tries: variants(t, kinds, true) };
  };

  const plain: TableMaker['plain'] = (name, role, more) => {
    const t = table(name, {
      mortal: false,
      roles: { [role]: 'all' },
      moves: { org_id: ORG.far },
      ...more,
    });
    const [acted = '', ...others] = t.held;
    const made = (): ProbeRow[] => [
      ...[ORG.home, ORG.far, ORG.third].map((org) =>
        row(t, org === ORG.home ? 'ours' : 'theirs', { org, purpose: acted }),
      ),
      ...others.map((purpose) => row(t, `ours, for ${purpose}`, { org: ORG.home, purpose })),
    ];
    return { ...t, rows: made(), tries: made() };
  };

  const placed: TableMaker['placed'] = (name, role, { moves = {}, ...more }) => {
    const t = plain(name, role, { moves: { ...moves, point_id: POINT.other }, ...more });
    for (const list of [t.rows, t.tries]) {
      for (const one of list) one.point = one.columns['point_id'] = POINT.mine;
      list.push(
        row(t, 'ours, at another point', {
          org: ORG.home,
          purpose: t.held[0] ?? '',
          point: POINT.other,
        }),
      );
    }
    return t;
  };

  const nobody: TableMaker['nobody'] = (name, more = {}) => {
    const t = table(name, { shape: 'nobody', mortal: false, roles: {}, backup: false, ...more });
    const one = (): ProbeRow[] => [
      row(t, 'there', t.org === '' ? {} : { org: ORG.home, purpose: 'desk.visit' }),
    ];
    return { ...t, rows: one(), tries: one() };
  };

  return { ...maker, stage, home, plain, placed, nobody };
}
