/** What a schema found wrong, field by field, in words. */
import type { FastifyError } from 'fastify';
import { type FieldError, Problem } from './problem.ts';

type Finding = NonNullable<FastifyError['validation']>[number];

const MOST_ERRORS = 20;

/** A `bad_input` problem that names each field and what was expected of it. */
export function validationProblem(error: FastifyError): Problem {
  const errors = (error.validation ?? []).slice(0, MOST_ERRORS).map(describe);
  const first = errors[0];
  return new Problem('bad_input', {
    errors,
    ...(first ? { field: first.field, detail: `${first.field} must be ${first.expected}.` } : {}),
  });
}

function describe(finding: Finding): FieldError {
  const params = finding.params;
  const inside = finding.instancePath.slice(1).replaceAll('/', '.');
  const missing = typeof params['missingProperty'] === 'string' ? params['missingProperty'] : '';
  const extra =
    typeof params['additionalProperty'] === 'string' ? params['additionalProperty'] : '';
  const field = [inside, missing || extra].filter(Boolean).join('.') || 'body';
  if (missing) return { field, expected: 'present' };
  if (extra) return { field, expected: 'left out: it is not known here' };
  if (finding.keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    return { field, expected: `one of ${params['allowedValues'].join(', ')}` };
  }
  return { field, expected: (finding.message ?? 'in another form').replace(/^must (be )?/, '') };
}
