/** Of what the rows are made: two moments, accounts that are nobody's, bytes and words out of an id. */

/** The columns of a row beside those that the rule looks at, made from its id. */
export type Filling = (id: string) => Record<string, unknown>;
/** For each table, by its name with its schema. */
export type Fillings = Readonly<Record<string, Filling>>;

export const at = '2026-01-01T00:00:00Z';
export const soon = '2026-01-01T01:00:00Z';
export const nobody = (n: number): string => `000000ee-0000-4000-8000-00000000000${n}`;
/** Thirty-two bytes. */
export const hashOf = (id: string): string => `\\x${id.replaceAll('-', '').repeat(2)}`;
export const wordOf = (id: string): string => id.replaceAll('-', '');
/** A number that no other row has. */
export const numberOf = (id: string): number => Number.parseInt(id.slice(-6), 16);
export const AGE = `age1${'q'.repeat(58)}`;

export const sealed: Filling = () => ({ sealed: '\\x01', created_at: at });
