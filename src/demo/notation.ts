/**
 * Short hand of the data files. Facts: `free walk_in !asks_name ?step_free` (yes, no, said to be
 * unknown; what is not written is unknown too). Languages: `en ar@site ti@phone` (staff, interpreter
 * on site, interpreter by phone). Documents: `identity child_health_book?` (needed, helpful).
 */
import { DOC_CODES, type DocCode, isFactCode } from '../directory/fact-codes.ts';
import type { LanguageMode } from '../finder/record.ts';
import type { Answers, DocumentPlan, LanguagePlan } from './plan.ts';

function words(text: string | undefined): string[] {
  return text?.split(/\s+/).filter(Boolean) ?? [];
}

export function readFacts(text: string | undefined): Answers {
  const answers: Answers = {};
  for (const word of words(text)) {
    const code = word.replace(/^[!?]/, '');
    if (!isFactCode(code)) throw new Error(`Not a fact: ${word}`);
    answers[code] = word.startsWith('!') ? 'no' : word.startsWith('?') ? 'unknown' : 'yes';
  }
  return answers;
}

const MODES: Record<string, LanguageMode> = {
  '': 'staff',
  site: 'interpreter_on_site',
  phone: 'interpreter_phone',
};

export function readLanguages(text: string | undefined): LanguagePlan[] {
  return words(text).map((word) => {
    const [lang, how = ''] = word.split('@') as [string, string?];
    const mode = MODES[how];
    if (!mode) throw new Error(`Not a way of speaking: ${word}`);
    return { lang, mode };
  });
}

export function readDocuments(text: string | undefined): DocumentPlan[] {
  return words(text).map((word) => {
    const doc = word.replace(/\?$/, '');
    if (!(DOC_CODES as readonly string[]).includes(doc)) throw new Error(`Not a document: ${word}`);
    return { doc: doc as DocCode, level: word.endsWith('?') ? 'helpful' : 'needed' };
  });
}
