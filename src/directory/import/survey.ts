/** Looks at short values before anything is kept: a harmless header over a status vocabulary is refused all the same. */
import { judgeColumn } from '../../firewall/guard/index.ts';
import { countryCode, countryOfState } from './check/country.ts';
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
  readonly #countries = new Map<string, number>();
  readonly #values = new Map<string, { entity: string; column: string; values: string[] }>();

  see(raw: Raw): void {
    if (raw.entity === 'address') this.#countCountry(raw.values);
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

  /** The one country of a feed's addresses, for telephone numbers that do not say theirs; undefined when there are several. */
  country(): string | undefined {
    const [most, ...others] = [...this.#countries].sort((a, b) => b[1] - a[1]);
    return most && others.reduce((sum, [, n]) => sum + n, 0) * 20 <= most[1] ? most[0] : undefined;
  }

  #countCountry(values: Record<string, unknown>): void {
    const code =
      countryCode(String(values['country'] ?? '')) ??
      countryOfState(values['state_province'], values['postal_code']);
    if (code) this.#countries.set(code, (this.#countries.get(code) ?? 0) + 1);
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
