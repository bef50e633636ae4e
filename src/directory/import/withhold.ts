/**
 * What the forbidden-attribute guard keeps out of an import (FIRE-02; chapter 10, section 2.3):
 * columns and keys are refused, terms are refused, conditions in free text are held.
 */
import { conditionSpans, judgeName, judgeTerm, judgeText } from '../../firewall/guard/index.ts';
import type { ColumnTable } from './columns.ts';
import { type Entity, SPECS } from './entity.ts';
import { isBlank } from './check/text.ts';

type Values = Record<string, unknown>;

/** Columns of the format whose own names the guard does not judge: the legal form of an organisation, and our codes. */
function isOwnColumn(entity: Entity, column: string): boolean {
  return column in SPECS[entity].columns;
}

/** Remembers which columns are refused; knows names at once, and values once they have been surveyed. */
export class Refusals {
  readonly #byName = new Map<string, string | null>();
  readonly #byValue = new Map<string, string>();

  /** A column whose values were found to be a status vocabulary. */
  refuseColumn(entity: string, column: string, concept: string): void {
    this.#byValue.set(`${entity}.${column}`, concept);
  }

  /** True when the value must not be read; counts it. */
  isRefused(entity: Entity, column: string, value: unknown, columns: ColumnTable): boolean {
    const concept =
      this.#byValue.get(`${entity}.${column}`) ??
      (isOwnColumn(entity, column) ? null : this.#conceptOf(column));
    if (!concept) return false;
    columns.refuse(`${entity}.${this.nameOf(column)}`, concept, isBlank(value) ? 0 : 1);
    return true;
  }

  /** The name under which a refused column is reported. */
  nameOf(column: string): string {
    return column.slice(0, 80);
  }

  #conceptOf(column: string): string | null {
    let concept = this.#byName.get(column);
    if (concept === undefined) {
      concept = judgeName(column)?.concept ?? null;
      if (this.#byName.size < 10_000) this.#byName.set(column, concept);
    }
    return concept;
  }
}

/** The concept of a taxonomy term or label that may not come in, or undefined. */
export function refusedTerm(text: string): string | undefined {
  return text === '' ? undefined : judgeTerm(text)?.concept;
}

/**
 * Takes conditions about people's status out of the free texts of one record, in place.
 * @returns the columns from which something was held.
 */
export function withholdConditions(entity: Entity, cols: Values, _refusals: Refusals): string[] {
  const held: string[] = [];
  for (const [column, { kind }] of Object.entries(SPECS[entity].columns)) {
    const text = cols[column];
    if (typeof text !== 'string' || (kind !== 'text' && column !== 'text')) continue;
    if (isWholly(entity, column, cols)) {
      if (judgeText(text).length === 0) continue;
      held.push(column);
      if (entity === 'field_text') delete cols[column];
      else cols[column] = null;
      // A paper that proves a right to stay is what the provider asks for, never what a person is.
      if (entity === 'required_document') cols['doc_code'] = 'residence';
    } else {
      const spans = conditionSpans(text);
      if (spans.length === 0) continue;
      held.push(column);
      const rest = spans
        .toReversed()
        .reduce((whole, { from, to }) => `${whole.slice(0, from)} ${whole.slice(to)}`, text)
        .replace(/ {2,}/g, ' ')
        .trim();
      if (rest === '' && entity === 'field_text') delete cols[column];
      else cols[column] = rest === '' ? null : rest;
    }
  }
  if (entity === 'service') {
    if (held.length > 0) cols['eligibility_held'] = true;
    else if (cols['eligibility_description'] !== undefined) cols['eligibility_held'] = false;
  }
  return held;
}

/** Texts that are nothing but conditions are held whole. */
function isWholly(entity: Entity, column: string, cols: Values): boolean {
  return (
    (entity === 'service' && column === 'eligibility_description') ||
    (entity === 'required_document' && column === 'document') ||
    (entity === 'fact' && column === 'note') ||
    (entity === 'field_text' &&
      (cols['field'] === 'eligibility_description' || cols['field'] === 'document'))
  );
}
