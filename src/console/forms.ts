/** How forms of the console are checked: the same schemas as for programs, hidden from the described interface. */
import { type TSchema, Type } from 'typebox';

export const HIDDEN = { schema: { hide: true } } as const;

/** A form with these fields. */
export const form = (fields: Record<string, TSchema>, params?: TSchema) => ({
  schema: {
    hide: true,
    // A form without fields sends no body at all.
    ...(Object.keys(fields).length ? { body: Type.Object(fields) } : {}),
    ...(params ? { params } : {}),
  },
});

/** "ar, ti" as a list. */
export const listOf = (text: string | undefined): string[] => [
  ...new Set(
    (text ?? '')
      .split(/[,،;\s]+/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];
