/**
 * Gate 1: a form before it is published (FIRE-01, FIRE-02, FIRE-08; chapter 20, section 11). Judges names, labels,
 * help, options and codes in every language of the form; tier 0 is refused, tier 1 needs two reviewers and a reason,
 * tier 2 is judged over all fields that one purpose can read. Pure.
 */
import { isIntakeCode } from './eligibility.ts';
import { judgeName, judgeQuestion } from './judge-all.ts';
import type { Judgement } from './judge.ts';

/** Texts by language (BCP 47). */
export type Texts = Readonly<Record<string, string>>;

export type FormField = {
  id: string;
  /** Concept of the approved catalogue (`fw.field.concept`). */
  concept: string;
  label: Texts;
  help?: Texts;
  options?: readonly { code: string; label: Texts }[];
  /** Why the service needs it, at least 40 characters. */
  justification: string;
  /** The answer to "can the service run without it?", turned round; undefined when nobody answered. */
  neededToServe?: boolean;
  /** Purposes that may read the answer. */
  purposes: readonly string[];
};

export type Form = {
  id: string;
  /** Anonymous surveys can carry no token, legal files are end-sealed: both are let through. */
  kind: 'service' | 'anonymous_survey' | 'legal_file';
  title: Texts;
  intro?: Texts;
  fields: readonly FormField[];
};

/** What two people said about a field of tier 1. */
export type Review = { field: string; reviewer: string; reason: string };

export type Finding = {
  code: 'WH020' | 'WH021';
  /** Id of the field; the form's own id for its title and introduction. */
  field: string;
  place:
    | 'id'
    | 'label'
    | 'help'
    | 'option'
    | 'code'
    | 'title'
    | 'intro'
    | 'fields'
    | 'justification';
  language?: string;
  word: string;
  concept: string;
  tier: 0 | 1 | 2;
};

export const SHORTEST_JUSTIFICATION = 40;
const SHORTEST_REASON = 40;

/** Combinations that give status away although each part does not (tier 2). */
export const COMBINATIONS: readonly { concept: string; parts: readonly (readonly string[])[] }[] = [
  {
    concept: 'origin_with_arrival',
    parts: [
      ['nationality', 'birth_country'],
      ['arrival_year', 'arrival_date'],
    ],
  },
  {
    concept: 'language_with_arrival',
    parts: [
      ['language', 'spoken_language', 'first_language'],
      ['arrival_year', 'arrival_date'],
    ],
  },
  {
    concept: 'document_with_issuer',
    parts: [
      ['document_type', 'identity_document_type'],
      ['issuer_country', 'document_country'],
    ],
  },
];

/**
 * Everything that keeps a form from being published; empty when it may be.
 * @param known other fields that are already readable under the same purposes, for the combinations
 */
export function judgeForm(
  form: Form,
  reviews: readonly Review[] = [],
  known: readonly Pick<FormField, 'id' | 'concept' | 'purposes'>[] = [],
): Finding[] {
  if (form.kind !== 'service') return [];
  const findings = [
    ...textFindings(form.id, 'title', form.title),
    ...textFindings(form.id, 'intro', form.intro),
    ...form.fields.flatMap(fieldFindings),
  ];
  const open = findings.filter((one) => one.tier === 0 || !isReviewed(one.field, reviews));
  return [...open, ...form.fields.flatMap(unjustified), ...combined([...known, ...form.fields])];
}

function fieldFindings(field: FormField): Finding[] {
  return [
    ...named(field.id, 'id', field.id),
    ...named(field.id, 'id', field.concept),
    ...textFindings(field.id, 'label', field.label),
    ...textFindings(field.id, 'help', field.help),
    ...(field.options ?? []).flatMap(({ code, label }) => [
      ...named(field.id, 'code', code),
      ...(isIntakeCode(code)
        ? []
        : [finding(field.id, 'code', { concept: 'immigration_status', tier: 0, word: code })]),
      ...textFindings(field.id, 'option', label),
    ]),
  ];
}

function named(field: string, place: Finding['place'], name: string): Finding[] {
  const judged = judgeName(name);
  return judged ? [finding(field, place, judged)] : [];
}

function textFindings(field: string, place: Finding['place'], texts: Texts = {}): Finding[] {
  return Object.entries(texts).flatMap(([language, text]) => {
    const judged = judgeQuestion(text);
    return judged ? [{ ...finding(field, place, judged), language }] : [];
  });
}

function finding(field: string, place: Finding['place'], judged: Judgement): Finding {
  return {
    code: 'WH020',
    field,
    place,
    word: judged.word,
    concept: judged.concept,
    tier: judged.tier,
  };
}

/** Two people, each with a reason, and not the same one twice. */
function isReviewed(field: string, reviews: readonly Review[]): boolean {
  const reviewers = reviews
    .filter((review) => review.field === field && review.reason.trim().length >= SHORTEST_REASON)
    .map((review) => review.reviewer);
  return new Set(reviewers).size >= 2;
}

function unjustified(field: FormField): Finding[] {
  const missing =
    field.justification.trim().length < SHORTEST_JUSTIFICATION || field.neededToServe === undefined;
  return missing
    ? [
        {
          code: 'WH021',
          field: field.id,
          place: 'justification',
          word: '',
          concept: field.concept,
          tier: 2,
        },
      ]
    : [];
}

function combined(fields: readonly Pick<FormField, 'id' | 'concept' | 'purposes'>[]): Finding[] {
  const purposes = new Set(fields.flatMap((field) => field.purposes));
  return [...purposes].flatMap((purpose) => {
    const readable = fields.filter((field) => field.purposes.includes(purpose));
    return COMBINATIONS.flatMap(({ concept, parts }): Finding[] => {
      const found = parts.map((part) => readable.find((field) => part.includes(field.concept)));
      if (found.some((field) => field === undefined)) return [];
      return [
        {
          code: 'WH020',
          field: found.map((field) => field?.id).join(' + '),
          place: 'fields',
          word: `${found.map((field) => field?.concept).join(' + ')} (${purpose})`,
          concept,
          tier: 2,
        },
      ];
    });
  });
}
