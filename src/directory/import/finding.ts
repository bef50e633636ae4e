/**
 * What an import says about a row (chapter 10, section 2.2). A finding never quotes a value that the
 * guard refused or held: it names where the value stands, so that an editor can look at the source.
 */

/** Each code with its severity: an `error` stops its row only, a `hold` keeps something from publication. */
export const FINDING_CODES = {
  required_missing: 'error',
  bad_time: 'warning',
  bad_rule: 'warning',
  bad_coordinate: 'warning',
  swapped_coordinate: 'warning',
  zero_coordinate: 'warning',
  unknown_language: 'warning',
  unknown_need: 'warning',
  dangling_ref: 'error',
  duplicate_key: 'warning',
  conflicting_copy: 'warning',
  phone_invalid: 'warning',
  html_stripped: 'warning',
  control_chars: 'warning',
  mojibake_suspected: 'warning',
  zawgyi_converted: 'warning',
  too_long: 'error',
  personal_name_dropped: 'warning',
  contact_in_text: 'warning',
  unknown_field: 'warning',
  zone_inferred: 'warning',
  zone_assumed_local: 'warning',
  barred_organisation: 'error',
  status_column_refused: 'hold',
  status_text_held: 'hold',
  // Beyond the list of the design: a value of the wrong kind, a row that cannot be read at all,
  // and a place that may lie abroad.
  bad_value: 'warning',
  unreadable: 'error',
  outside_territory: 'warning',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;
export type Severity = 'error' | 'hold' | 'warning';

export type Finding = {
  code: FindingCode;
  severity: Severity;
  /** File inside the folder or package. */
  file?: string;
  /** Line of a table or of an NDJSON file, or the line where a JSON record begins; counted from 1. */
  row?: number;
  entity?: string;
  /** Column, key or field. */
  column?: string;
  /** What happened, in one sentence. */
  sentence: string;
  /** What an editor can do. */
  suggestion?: string;
  /** How often, when one finding stands for many rows. */
  count?: number;
};

/** A finding with the severity of its code unless another is given (a dangling optional link is a warning). */
export function finding(
  code: FindingCode,
  sentence: string,
  more: Partial<Omit<Finding, 'code' | 'sentence'>> = {},
): Finding {
  return { code, severity: FINDING_CODES[code], sentence, ...more };
}

/** Joins the findings that would repeat on every row (an unknown column, a dropped name) into one with a count. */
export class ColumnFindings {
  readonly #byKey = new Map<string, Finding>();

  add(one: Finding): void {
    const key = `${one.code}|${one.file ?? ''}|${one.entity ?? ''}|${one.column ?? ''}`;
    const known = this.#byKey.get(key);
    if (known) known.count = (known.count ?? 1) + (one.count ?? 1);
    else this.#byKey.set(key, { ...one, count: one.count ?? 1 });
  }

  list(): Finding[] {
    return [...this.#byKey.values()];
  }
}
