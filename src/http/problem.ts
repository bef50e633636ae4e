/** Expected failures, as RFC 9457 problem details over HTTP and as plain sentences on the command line. */
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';

export type { ProblemCode } from './problem-codes.ts';

export type FieldError = {
  field: string;
  expected: string;
  /** Of several values in the field those that are refused. */
  given?: readonly string[];
};

export type ProblemExtra = {
  /** What happened and what to do, in one or two sentences. */
  detail?: string;
  /** The one field that is wrong. */
  field?: string;
  errors?: readonly FieldError[];
  cause?: unknown;
};

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];
  readonly field: string | undefined;

  constructor(code: ProblemCode, extra: ProblemExtra = {}) {
    const { title } = PROBLEMS[code];
    super(extra.detail ?? (extra.field ? `${title}: ${extra.field}` : title), {
      cause: extra.cause,
    });
    this.name = 'Problem';
    this.code = code;
    this.detail = extra.detail;
    this.errors = extra.errors ?? [];
    this.field = extra.field;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** The body of an `application/problem+json` answer. `type` is an address that our own site explains. */
export function problemDetails(problem: Problem): Record<string, unknown> {
  return {
    type: `/problems/${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    ...(problem.detail ? { detail: problem.detail } : {}),
    ...(problem.field ? { field: problem.field } : {}),
    ...(problem.errors.length ? { errors: problem.errors } : {}),
  };
}
