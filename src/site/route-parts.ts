/** What the groups of routes share. */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import type { SpokenLanguage } from '../languages/catalogues.ts';
import type { KeptPages } from './answer.ts';
import type { MinuteAnswers } from './minute-answers.ts';
import type { PhoneScripts } from './phone-scripts.ts';
import type { Surroundings } from './surroundings.ts';
import type { View } from './page.ts';

export type RouteParts = {
  surroundings: Surroundings;
  kept: KeptPages;
  minute: MinuteAnswers;
  scripts: PhoneScripts;
};

export type LangParams = { Params: { lang: string } };
/** Pages stand outside the described interface. */
export const HIDDEN = { schema: { hide: true } } as const;

/** The language of the address. @throws Problem `not_found` when there are no pages in it */
export function spokenOf(
  { surroundings }: Pick<RouteParts, 'surroundings'>,
  request: FastifyRequest,
): SpokenLanguage {
  const { lang } = request.params as { lang: string };
  const spoken = surroundings.languages.find(lang);
  if (!spoken) throw new Problem('not_found');
  return spoken;
}

/** The view of the language in the address. @throws Problem `not_found` */
export function viewOf(parts: RouteParts, request: FastifyRequest): View {
  return parts.surroundings.view(spokenOf(parts, request));
}

/** Form fields or query as an object, whatever was sent. */
export function fieldsOf(source: unknown): Record<string, unknown> {
  return typeof source === 'object' && source !== null && !Array.isArray(source)
    ? { ...source }
    : {};
}
