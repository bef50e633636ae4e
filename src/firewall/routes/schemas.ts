import { type Static, Type } from 'typebox';

export const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
export type Id = Static<typeof Id>;

/** Answers are described by their verbs' types; nothing in them is stripped, because the verbs pick their columns. */
export const answers = {
  '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }),
};
