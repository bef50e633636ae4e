/**
 * What stands inside a sealed file of a protected path: one statement, as the tablet or an officer wrote it. Pure; the same
 * on the tablet that seals and in the browser that opens.
 */

/**
 * `said`: by the person. `came_with`: who came along. `asks_for`: somebody who asks for her. `officer`: of the path itself.
 * `adult`: who an adult of the path is. `step`: where a step leads, and what is told there. `referral`: what was sent elsewhere.
 */
export const STATEMENTS = [
  'said',
  'came_with',
  'asks_for',
  'officer',
  'adult',
  'step',
  'referral',
] as const;
export type StatementKind = (typeof STATEMENTS)[number];

export type Statement = {
  v: 1;
  about: StatementKind;
  text: string;
  /** ISO 8601, by the device's clock. */
  at: string;
  /** Account of whoever wrote it. */
  by: string;
  /** Who stayed with the child beside whoever wrote it; null: nobody yet. Left out where it was not asked. */
  second?: string | null;
  /** What that colleague is called, so that an officer knows whom to ask. */
  second_name?: string;
  /** The number of the adult whom it is about, within the compartment. */
  adult_id?: string;
  /** What waits to be sent until a second officer confirms it, as she gives it back when she does. */
  packet?: string;
};

export const LONGEST_STATEMENT = 4000;
/** Ciphertext tells how long a text is; so texts are filled up to a multiple of this many bytes. */
const BLOCK = 1024;

/** As it is sealed: JSON, filled up with spaces. */
export const statementBytes = (statement: Statement): Uint8Array<ArrayBuffer> =>
  filledUp(JSON.stringify(statement));

/** A text as it is sealed, with spaces up to whole blocks. */
export function filledUp(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(0x20);
  whole.set(bytes);
  return whole;
}

/** What was opened; undefined when it is no statement that this program knows. */
export function readStatement(text: string): Statement | undefined {
  try {
    const value = JSON.parse(text) as Partial<Statement> | null;
    const known =
      value?.v === 1 &&
      STATEMENTS.some((one) => one === value.about) &&
      [value.text, value.at, value.by].every((one) => typeof one === 'string');
    return known ? (value as Statement) : undefined;
  } catch {
    return undefined;
  }
}
