/**
 * In the browser this stands in for `typebox/compile`: the same answers by walking the schema. Compiling writes code at run
 * time, which the content policy refuses, and is twice as large.
 */
import { Check, Errors } from 'typebox/schema';
import type { TSchema } from 'typebox';

export function Compile(schema: TSchema): {
  Check(value: unknown): boolean;
  Errors(value: unknown): unknown;
} {
  return {
    Check: (value) => Check(schema, value),
    Errors: (value) => Errors(schema, value)[1],
  };
}
