import { describe, expect, test } from 'vitest';
import { DOC_CODES, FACT_CODES } from '../directory/fact-codes.ts';
import { NEED_BRANCHES } from '../directory/needs.ts';
import type { Reason, Warning, Wish } from '../finder/query.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { MUSTS, WHENS } from './asked.ts';
import { OUTCOMES, REASON_CODES } from './house.ts';
import { reasonText } from './reasons.ts';
import { NOW, SETTINGS, ZONE } from './testing.ts';
import { languageNames } from './surroundings.ts';
import type { View } from './page.ts';
import { askText, wishedFact, wishText } from './wishes.ts';

// Written as records, so that the compiler names a code that is missing here.
const REASONS: Record<Reason['code'], readonly Reason[]> = {
  need: [{ code: 'need', need: 'health.doctor' }],
  open_now: [{ code: 'open_now' }, { code: 'open_now', until: NOW }],
  opens_in_window: [{ code: 'opens_in_window', day: 20_769, from: NOW, until: NOW + 3_600_000 }],
  open_at: [
    { code: 'open_at', at: NOW },
    { code: 'open_at', at: NOW, until: NOW },
  ],
  open_tonight: [{ code: 'open_tonight', from: NOW, until: NOW }],
  language_staff: [{ code: 'language_staff', lang: 'ar' }],
  language_interpreter_on_site: [{ code: 'language_interpreter_on_site', lang: 'ti' }],
  language_interpreter_phone: [{ code: 'language_interpreter_phone', lang: 'so' }],
  interpreter_on_request: [{ code: 'interpreter_on_request' }],
  no_papers: [{ code: 'no_papers' }],
  papers_enough: [{ code: 'papers_enough', docs: ['identity', 'insurance'] }],
  free: [{ code: 'free' }],
  fee_waived: [{ code: 'fee_waived' }],
  woman_provider: [{ code: 'woman_provider' }],
  man_provider: [{ code: 'man_provider' }],
  women_only_hours: [{ code: 'women_only_hours' }],
  step_free: [{ code: 'step_free' }],
  child_space: [{ code: 'child_space' }],
  not_reported: [{ code: 'not_reported' }],
  near_transport: [{ code: 'near_transport' }],
  travel_paid: [{ code: 'travel_paid' }],
  walking_distance: [{ code: 'walking_distance' }],
  remote: [{ code: 'remote' }],
  home_visit: [{ code: 'home_visit' }],
  minors_alone: [{ code: 'minors_alone' }],
  age_fits: [{ code: 'age_fits' }],
  has_space: [{ code: 'has_space' }, { code: 'has_space', places: 2 }],
  fact: FACT_CODES.map((fact) => ({ code: 'fact', fact })),
  text_match: [{ code: 'text_match' }],
};
const WARNINGS: Record<Warning, true> = {
  asks_residence_paper: true,
  shares_with_authorities: true,
  conditions_apply: true,
  overdue: true,
  being_checked: true,
  holiday_unsure: true,
  full: true,
  closes_soon: true,
  area_only: true,
  phone_first: true,
  paused: true,
};
const WISHES: Record<Exclude<Wish, `fact:${string}`>, true> = {
  language: true,
  papers: true,
  free: true,
  woman: true,
  man: true,
  step_free: true,
  child_space: true,
  not_reported: true,
  travel: true,
  time: true,
  minor_alone: true,
  age: true,
  distance: true,
};

const languages = loadLanguages();
const asked = { speak: ['ar'], must: [] };

describe.each(languages.offered.map((spoken) => [spoken.language.code, spoken] as const))(
  'in %s',
  (_, spoken) => {
    const view: View = {
      words: spoken.words,
      quality: spoken.quality,
      needs: spoken.needs,
      settings: SETTINGS,
      look: { style: () => ({ css: '', hash: '' }) },
      now: NOW,
      languageName: languageNames(spoken.language.tag, spoken.languageNames),
    };
    const own = (id: string): void => expect(spoken.catalogue[id], id).toBeDefined();

    test('every reason has its sentence', () => {
      for (const reason of Object.values(REASONS).flat()) {
        const said = reasonText(view, reason, ZONE);
        expect(said.length, reason.code).toBeGreaterThan(1);
        expect(said).not.toMatch(/undefined|NaN|\{/);
      }
      for (const code of Object.keys(REASONS)) own(`reason.${code}`);
    });

    test('every warning, wish, question, fact, paper, need and answer has its words', () => {
      for (const code of Object.keys(WARNINGS)) own(`warning.${code}`);
      const wishes = [
        ...(Object.keys(WISHES) as Wish[]),
        ...FACT_CODES.map((code): Wish => `fact:${code}`),
      ];
      for (const wish of wishes) {
        for (const said of [
          wishText(view, wish, asked),
          askText(view, wish, asked),
          wishedFact(view, wish, asked),
        ]) {
          expect(said.length, wish).toBeGreaterThan(1);
          expect(said).not.toMatch(/undefined|\{/);
        }
      }
      for (const code of FACT_CODES) own(`fact.${code}`);
      for (const code of FACT_CODES.filter((fact) => fact.startsWith('asks_')))
        own(`notasked.${code}`);
      for (const code of DOC_CODES) own(`doc.${code}`);
      for (const branch of Object.keys(NEED_BRANCHES)) own(`tile.${branch}`);
      for (const outcome of OUTCOMES) own(`feedback.${outcome}`);
      for (const code of REASON_CODES) own(`feedback.reason.${code}`);
      for (const when of [...WHENS, 'any']) own(`find.when.${when}`);
      for (const must of MUSTS.filter((code) => code !== 'travel')) own(`find.must.${must}`);
    });
  },
);
