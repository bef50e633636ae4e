/** Facts, languages, documents and access of a plan as HSDS writes them. */
import { daysAfter } from '../languages/days.ts';
import { type DocCode, FACTS, type FactCode, REVIEW_DAYS } from '../directory/fact-codes.ts';
import type { SourceKind } from '../directory/listing.ts';
import type {
  LanguageProfile,
  ProfileFact,
  RequiredDocumentProfile,
} from '../directory/profile.ts';
import { idOf } from './ids.ts';
import type { Organisation } from './organisations.ts';
import type { Answers, DocumentPlan, LanguagePlan } from './plan.ts';

/** Languages heard in Selmora, by their English names (HSDS `language.name`). */
export const LANGUAGE_NAMES: Record<string, string> = {
  en: 'English',
  fr: 'French',
  es: 'Spanish',
  ar: 'Arabic',
  fa: 'Persian',
  ti: 'Tigrinya',
  am: 'Amharic',
  so: 'Somali',
  ur: 'Urdu',
  bn: 'Bengali',
  ps: 'Pashto',
  ckb: 'Sorani Kurdish',
  uk: 'Ukrainian',
  pt: 'Portuguese',
  tr: 'Turkish',
  sw: 'Swahili',
  pl: 'Polish',
  my: 'Burmese',
  wo: 'Wolof',
  rhg: 'Rohingya',
};

const DOCUMENTS: Record<DocCode, string> = {
  identity: 'A paper with your name and photo',
  address: 'A letter that shows where you live',
  income: 'A paper that shows what you earn',
  insurance: 'Your insurance card',
  referral: 'A letter from another service',
  guardian: 'A signature of a parent or guardian',
  child_health_book: "The child's health book",
  school_report: 'The last school report',
  prescription: 'The prescription',
  birth_paper: 'A birth paper',
  residence: 'A paper that says you may live here',
  other: 'Any letter about the matter',
};

type Said = {
  today: string;
  checked: number | undefined;
  kind: SourceKind;
  method?: ProfileFact['method'];
  saidBy: Organisation;
};

/** Facts in the order of the closed list. What was never checked carries no date and no review. */
export function profileFacts(answers: Answers, said: Said): ProfileFact[] {
  const { today, checked, kind, method, saidBy } = said;
  return (Object.keys(FACTS) as FactCode[]).flatMap((code): ProfileFact[] => {
    const value = answers[code];
    if (!value) return [];
    if (value === 'unknown' || checked === undefined)
      return [{ code, value: checked === undefined ? 'unknown' : value }];
    const on = daysAfter(today, -checked);
    return [
      {
        code,
        value,
        source_kind: kind,
        said_by: saidBy.name['en'] as string,
        ...(method ? { method } : {}),
        checked_on: on,
        review_by: daysAfter(on, REVIEW_DAYS[FACTS[code].clock].review),
      },
    ];
  });
}

export type HsdsLanguage = { id: string; name: string; code: string; wayhouse: LanguageProfile };

export function languagesOf(languages: readonly LanguagePlan[], owner: string): HsdsLanguage[] {
  return languages.map(({ lang, mode }) => ({
    id: idOf('language', owner, lang),
    name: LANGUAGE_NAMES[lang] ?? lang,
    code: lang,
    wayhouse: { mode },
  }));
}

type HsdsDocument = { id: string; document: string; wayhouse: RequiredDocumentProfile };

export function documentsOf(
  documents: readonly DocumentPlan[],
  owner: string,
  checkedOn: string | undefined,
): HsdsDocument[] {
  return documents.map(({ doc, level }) => ({
    id: idOf('required_document', owner, doc),
    document: DOCUMENTS[doc],
    wayhouse: { doc_code: doc, level, ...(checkedOn ? { checked_on: checkedOn } : {}) },
  }));
}
