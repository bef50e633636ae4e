/** What an import knows of each column: how full it is, how well it reads, and whether the guard refused it. */

export type ColumnReport = {
  /** `entity.column`, or the header of a mapped table. */
  column: string;
  nonBlank: number;
  /** Of those, how many could be used as they stood. */
  parsed: number;
};

export type RefusedColumn = { column: string; nonBlank: number; concept: string };

export class ColumnTable {
  readonly #counts = new Map<string, { nonBlank: number; parsed: number }>();
  readonly #refused = new Map<string, { nonBlank: number; concept: string }>();

  count(column: string, parsed: boolean): void {
    let counts = this.#counts.get(column);
    if (!counts) this.#counts.set(column, (counts = { nonBlank: 0, parsed: 0 }));
    counts.nonBlank += 1;
    if (parsed) counts.parsed += 1;
  }

  /** Counts a value that was refused; the value itself goes no further than this call's caller. */
  refuse(column: string, concept: string, nonBlank = 1): void {
    const known = this.#refused.get(column);
    if (known) known.nonBlank += nonBlank;
    else this.#refused.set(column, { nonBlank, concept });
  }

  reports(): ColumnReport[] {
    return [...this.#counts].map(([column, counts]) => ({ column, ...counts }));
  }

  refused(): RefusedColumn[] {
    return [...this.#refused].map(([column, refused]) => ({ column, ...refused }));
  }
}
