/** PostgreSQL's error codes in the words of our catalogue: the one place that knows both. */
import { Problem, type ProblemCode } from '../http/problem.ts';

const CODES: Record<string, ProblemCode> = {
  '23505': 'conflict',
  '23503': 'conflict',
  '23514': 'bad_input',
  '22P02': 'bad_input',
  '22003': 'bad_input',
  '22007': 'bad_input',
  '22008': 'bad_input',
  '22021': 'bad_input',
  '42501': 'not_allowed',
  // The firewall's own states (chapter 20, section 16).
  WH001: 'context_fault',
  WH002: 'context_fault',
  WH003: 'context_expired',
  WH004: 'organisation_closed',
  WH005: 'context_fault',
  WH010: 'consent_missing',
  WH011: 'agreement_missing',
  WH012: 'purpose_mismatch',
  WH013: 'erasure_waiting',
  WH020: 'forbidden_attribute',
  WH021: 'unknown_field',
  WH022: 'recipient_barred',
  WH030: 'lookup_limit',
  WH031: 'second_person_needed',
  WH041: 'busy_try_again',
  WH050: 'wrong_step',
  WH051: 'network_suspended',
  WH032: 'guardian_not_verified',
  WH033: 'space_unsuitable',
  '55P03': 'busy_try_again',
  '57014': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '53300': 'unavailable',
  '53100': 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ENOENT: 'unavailable',
  EPIPE: 'unavailable',
};

/** True for failures after which the same transaction may be tried again as a whole. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error instanceof Problem ? error.cause : error);
  return code === '40001' || code === '40P01';
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The problem that `error` means, with the error as its cause; unknown errors are given back as they are. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  const lost =
    code.startsWith('08') ||
    (error instanceof Error &&
      /terminated unexpectedly|Connection terminated|timeout exceeded when trying to connect/.test(
        error.message,
      ));
  const meaning = lost ? 'unavailable' : CODES[code];
  if (!meaning) return error;
  const constraint =
    typeof error === 'object' && error !== null && 'constraint' in error
      ? String(error.constraint ?? '')
      : '';
  // A ticket used twice, or a second context in one transaction.
  if (constraint === 'stage_context' || constraint === 'stage_nonce_key')
    return new Problem('context_fault', { cause: error });
  return new Problem(meaning, { ...(constraint ? { field: constraint } : {}), cause: error });
}
