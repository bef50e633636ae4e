/** Makes rows of guarded tables, and the set of rows that differ from a plain one in one or two things. */
import { FILLING } from './filling.ts';
import { ORG, POINT, WHO } from './stage.ts';
import { KEYS, type ProbeRow, type Table } from './table.ts';

export const DESK = ['desk.visit', 'desk.screen', 'legal.advice'];

type Facts = Partial<ProbeRow> & { id?: string };
/** What rows of a table may have beside an organisation, a purpose and a person. */
export type Kinds = {
  point?: boolean;
  /** Rows of nobody. */
  nobody?: boolean;
};
export type RowMaker = {
  fresh(): string;
  row(table: Table, what: string, facts: Facts, more?: object): ProbeRow;
  table(name: string, more: Partial<Table>): Table;
  variants(table: Table, kinds?: Kinds, isNew?: boolean): ProbeRow[];
};

/** One for each stage: its ids go on from row to row. */
export function rowMaker(): RowMaker {
  let last = 0;
  const fresh = (): string => `000000e1-0000-4000-8000-${(++last).toString(16).padStart(12, '0')}`;
  const row = (table: Table, what: string, facts: Facts, more: object = {}): ProbeRow => {
    const id = facts.id ?? fresh();
    const { id: _, ...rest } = facts;
    const known: Omit<ProbeRow, 'key' | 'columns'> = {
      what,
      org: null,
      purpose: null,
      subject: null,
      ...rest,
    };
    const columns: Record<string, unknown> = {
      ...FILLING[table.name]?.(id),
      ...(table.org === '' || known.org === null ? {} : { [table.org]: known.org }),
      ...(known.purpose === null || table.purpose !== 'collected'
        ? {}
        : { purpose_id: known.purpose }),
      ...(table.mortal || table.shape === 'erasing' ? { subject: known.subject } : {}),
      ...(known.point === undefined ? {} : { point_id: known.point }),
      ...(known.compartment === undefined ? {} : { compartment: known.compartment }),
      ...more,
    };
    return { ...known, columns, key: String(columns[table.key]) };
  };
  const table = (name: string, more: Partial<Table>): Table => ({
    name,
    key: KEYS[name] ?? (name.endsWith('.file') ? 'file_id' : 'account_id'),
    shape: 'home',
    org: 'org_id',
    purpose: 'collected',
    held: DESK,
    mortal: true,
    names: {},
    roles: {},
    definer: true,
    backup: true,
    moves: {},
    rows: [],
    tries: [],
    ...more,
  });

  /** Rows that differ from "ours, hers, for this purpose, at this point" in one or two things. */
  const variants = (
    t: Table,
    { point = false, nobody = false }: Kinds = {},
    isNew = false,
  ): ProbeRow[] => {
    const [acted = '', alike, foreign] = t.held;
    const list: [what: string, org: string, subject: keyof typeof WHO, purpose?: string][] = [
      ['ours', ORG.home, 'her'],
      ['ours, of another person', ORG.home, 'other'],
      ['theirs', ORG.far, 'far'],
      ['of a third', ORG.third, 'third'],
      ['ours, of somebody being erased here', ORG.home, 'gone'],
      ['ours, of somebody being erased elsewhere', ORG.home, 'hereStill'],
      ...(alike
        ? ([['ours, for a purpose that may be read', ORG.home, 'read', alike]] as const)
        : []),
      ...(foreign
        ? ([['ours, for a purpose that may not be read', ORG.home, 'unread', foreign]] as const)
        : []),
    ].map((one) => one as [string, string, keyof typeof WHO, string?]);
    // A person's row is there once.
    const alone = t.key === 'subject';
    if (!alone)
      list.push(
        ['theirs, of our person', ORG.far, 'her'],
        ['theirs, of somebody being erased here', ORG.far, 'gone'],
        ['theirs, of somebody being erased there', ORG.far, 'hereStill'],
      );
    const other = {
      'consent.record': {
        categories: ['need'],
        not_after: '2100-01-01T00:00:00Z',
        withdrawn_at: null,
      },
    }[t.name];
    const made = list.map(([what, org, subject, purpose]) =>
      row(
        t,
        what,
        {
          org,
          // New ones are of new people then, whoever is going apart.
          subject: t.mortal
            ? !alone || !isNew
              ? WHO[subject]
              : subject === 'gone'
                ? WHO.goneUnseen
                : fresh()
            : null,
          purpose: purpose ?? acted,
          ...(point ? { point: POINT.mine } : {}),
        },
        other ? { ...other, to_org: org === ORG.third ? ORG.far : ORG.third } : {},
      ),
    );
    if (point)
      made.push(
        row(t, 'ours, at another point', {
          org: ORG.home,
          subject: alone ? fresh() : WHO.her,
          purpose: acted,
          point: POINT.other,
        }),
      );
    for (const [column, many] of Object.entries(t.names))
      for (const [what, org, who] of [
        ['ours, that names somebody being erased here', ORG.home, WHO.gone],
        ['ours, that names somebody being erased elsewhere', ORG.home, WHO.hereStill],
        ['theirs, that names somebody being erased here', ORG.far, WHO.gone],
      ] as const) {
        const named = many === 'one' ? [who] : [fresh(), who];
        made.push(
          row(
            t,
            `${what} (${column})`,
            {
              org,
              subject: fresh(),
              purpose: acted,
              others: named,
              ...(point ? { point: POINT.mine } : {}),
            },
            { [column]: many === 'one' ? who : named },
          ),
        );
      }
    if (t.compartments) {
      for (const one of made)
        one.compartment = one.columns['compartment'] =
          t.name === 'casework.event' ? 'general' : 'child';
      for (const compartment of ['child', 'survivor'])
        for (const org of [ORG.home, ORG.far])
          made.push(
            row(t, `of the path of ${compartment}`, {
              org,
              subject: WHO.her,
              purpose: acted,
              compartment,
              ...(point ? { point: POINT.mine } : {}),
            }),
            row(t, `of the path of ${compartment}, at another point or of another person`, {
              org,
              subject: WHO.other,
              purpose: acted,
              compartment,
              ...(point ? { point: POINT.other } : {}),
            }),
            row(t, `of the path of ${compartment}, of nobody`, {
              org,
              purpose: acted,
              compartment,
              ...(point ? { point: POINT.mine } : {}),
            }),
            row(t, `of the path of ${compartment}, of somebody being erased here`, {
              org,
              subject: WHO.gone,
              purpose: acted,
              compartment,
              ...(point ? { point: POINT.mine } : {}),
            }),
            row(t, `of the path of ${compartment}, for a purpose that may not be read`, {
              org,
              subject: WHO.her,
              purpose: foreign ?? acted,
              compartment,
              ...(point ? { point: POINT.mine } : {}),
            }),
          );
    }
    if (nobody)
      for (const org of [ORG.home, ORG.far])
        made.push(
          row(t, 'of nobody', {
            org,
            purpose: acted,
            ...(t.compartments
              ? { compartment: t.name === 'casework.event' ? 'general' : 'child' }
              : {}),
            ...(point ? { point: POINT.mine } : {}),
          }),
        );
    return made;
  };
  return { fresh, row, table, variants };
}
