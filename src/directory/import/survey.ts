/** Looks at short values before anything is kept: a harmless header over a status vocabulary is refused all the same. */
import { judgeColumn } from '../../firewall/guard/index.ts';
import type { Raw } from './raw.ts';
import type { Surveyor } from './run.ts';
import { type Entity, SPECS } from './entity.ts';
import type { Refusals } from './withhold.ts';

const MOST_COLUMNS = 2_000;
/** Values looked at in each column; enough to see a fifth of them. */
const MOST_VALUES = 5_000;
const LONGEST = 80;

/** Kinds of columns whose values cannot be a status: links, numbers, days, and free texts, which are held one by one. */
const NOT_JUDGED = new Set([
  'id',
  'number',
  'integer',
  'date',
  'instant',
  'time',
  'flag',
  'url',
  'email',
  'text',
  'json',
  'list',
  'code',
]);
/** Names are judged one by one where they may be a status (terms); an organisation is not one. */
const OWN_WORDS: Partial<Record<Entity, readonly string[]>> = {
  taxonomy_term: ['name', 'code'],
  attribute: ['value', 'label'],
  fact: ['code'],
  service_need: ['need'],
};

export class ColumnSurvey implements Surveyor {
  readonly #values = new Map<string, { entity: string; column: string; values: string[] }>();

  see(raw: Raw): void {
    for (const [column, value] of Object.entries(raw.values)) {
      if (typeof value !== 'string' || value === '' || value.length > LONGEST) continue;
      const spec = SPECS[raw.entity].columns[column];
      if (spec && NOT_JUDGED.has(spec.kind)) continue;
      if (OWN_WORDS[raw.entity]?.includes(column)) continue;
      const key = `${raw.entity}.${column}`;
      let entry = this.#values.get(key);
      if (!entry) {
        if (this.#values.size >= MOST_COLUMNS) continue;
        this.#values.set(key, (entry = { entity: raw.entity, column, values: [] }));
      }
      if (entry.values.length < MOST_VALUES) entry.values.push(value);
    }
  }

  conclude(refusals: Refusals): void {
    for (const { entity, column, values } of this.#values.values()) {
      // The format's own column names are beyond doubt; only what stands in them is judged.
      const judged = judgeColumn(column in SPECS[entity as Entity].columns ? '' : column, values);
      if (judged) refusals.refuseColumn(entity, column, judged.concept);
    }
    this.#values.clear();
  }
}
