/** What the conversion of every record of one import shares. */
import type { Barred } from './barred.ts';
import type { ColumnTable } from './columns.ts';
import { type Entity, entityNamed } from './entity.ts';
import type { ColumnFindings } from './finding.ts';
import type { Territory } from './territory.ts';
import type { Refusals } from './withhold.ts';

export type Conversion = {
  source: string;
  /** ISO 3166-1 code for addresses and phones that do not say their country. */
  country?: string | undefined;
  /** Country of telephone numbers that do not say theirs. */
  phoneCountry?: string | undefined;
  /** Language of the texts, when the record does not say. */
  language?: string | undefined;
  /** `YYYY-MM-DD`. */
  today: string;
  columns: ColumnTable;
  repeated: ColumnFindings;
  refusals: Refusals;
  barred: Barred;
  /** Where places are expected; absent when the gazetteer does not say. */
  territory?: Territory | undefined;
};

/** The kind of record that a row hangs on, where another column names it. */
export function linkedEntity(values: Record<string, unknown>): Entity | undefined {
  const name = values['link_entity'] ?? values['subject_type'];
  return typeof name === 'string' ? entityNamed(name) : undefined;
}
