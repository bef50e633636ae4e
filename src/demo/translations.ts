import type { ProfileTranslation } from '../directory/profile.ts';
import type { Texts } from './plan.ts';

/** Every language of `texts` but the source, marked as drafts that no speaker has reviewed. */
export function drafts(field: string, texts: Texts, sourceLang: string): ProfileTranslation[] {
  return Object.entries(texts)
    .filter(([lang]) => lang !== sourceLang)
    .map(([lang, text]) => ({ field, lang, text, state: 'machine_draft' }));
}
