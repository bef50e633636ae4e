import { describe, expect, test } from 'vitest';
import {
  CRITERIA,
  type Form,
  type FormField,
  isCriterion,
  isIntakeCode,
  judgeForm,
} from './index.ts';

const field = (over: Partial<FormField> = {}): FormField => ({
  id: 'preferred_name',
  concept: 'preferred_name',
  label: { en: 'Preferred name', ar: 'الاسم المفضل' },
  justification: 'So that Amal at the desk can call the next person by a name she chose.',
  neededToServe: true,
  purposes: ['welcome'],
  ...over,
});
const form = (...fields: FormField[]): Form => ({
  id: 'welcome',
  kind: 'service',
  title: { en: 'Welcome' },
  fields,
});
const REASON = 'Needed to find an interpreter of the right community for women’s groups.';

describe('a form before it is published', () => {
  test('a harmless form may be published', () => {
    expect(judgeForm(form(field()))).toEqual([]);
  });

  test.each([
    ['label', field({ label: { en: 'Preferred name', ti: 'ኩነታት ስደት' } }), 'ti'],
    ['help', field({ help: { fr: 'Indiquez le numéro du titre de séjour' } }), 'fr'],
    ['option', field({ options: [{ code: 'a', label: { es: 'Solicitante de asilo' } }] }), 'es'],
    ['code', field({ options: [{ code: 'visa_holder', label: { en: 'Other' } }] }), undefined],
    ['code', field({ options: [{ code: 'LP-ND', label: { en: 'Other' } }] }), undefined],
    ['id', field({ id: 'immigrationStatus' }), undefined],
  ])('tier 0 in its %s is refused, whoever reviewed it', (place, one, language) => {
    const reviews = ['Noor', 'Samuel'].map((reviewer) => ({
      field: one.id,
      reviewer,
      reason: REASON,
    }));
    expect(judgeForm(form(one), reviews)).toContainEqual(
      expect.objectContaining({
        code: 'WH020',
        field: one.id,
        place,
        tier: 0,
        ...(language ? { language } : {}),
      }),
    );
  });

  test('tier 1 needs two people and a reason each', () => {
    const one = field({ id: 'community', concept: 'ethnicity', label: { en: 'Ethnic group' } });
    const by = (reviewer: string, reason = REASON) => ({ field: 'community', reviewer, reason });
    expect(judgeForm(form(one))[0]).toMatchObject({ code: 'WH020', tier: 1, concept: 'ethnicity' });
    expect(judgeForm(form(one), [by('Noor'), by('Noor')])).not.toEqual([]);
    expect(judgeForm(form(one), [by('Noor'), by('Samuel', 'yes')])).not.toEqual([]);
    expect(judgeForm(form(one), [by('Noor'), by('Samuel')])).toEqual([]);
  });

  test.each([
    ['nationality', 'arrival_date', 'origin_with_arrival'],
    ['birth_country', 'arrival_year', 'origin_with_arrival'],
    ['language', 'arrival_date', 'language_with_arrival'],
    ['document_type', 'issuer_country', 'document_with_issuer'],
  ])('%s and %s may not be read together', (left, right, concept) => {
    const pair = (purposes: string[]) =>
      judgeForm(
        form(field({ id: 'a', concept: left }), field({ id: 'b', concept: right, purposes })),
      )
        .filter((one) => one.tier === 2)
        .map((one) => one.concept);
    expect(pair(['welcome'])).toEqual([concept]);
    expect(pair(['statistics'])).toEqual([]);
  });

  test('a combination with a field of another form of the same purpose is found', () => {
    const known = [{ id: 'spoken', concept: 'language', purposes: ['welcome'] }];
    expect(judgeForm(form(field({ id: 'b', concept: 'arrival_date' })), [], known)).toContainEqual(
      expect.objectContaining({ tier: 2, field: 'spoken + b' }),
    );
  });

  test('a field without justification, or without the answer to "can it run without?", is named', () => {
    const { neededToServe: _, ...rest } = field();
    for (const one of [rest, field({ justification: 'We need it.' })])
      expect(judgeForm(form(one))).toEqual([
        expect.objectContaining({ code: 'WH021', field: one.id }),
      ]);
  });

  test('anonymous surveys and sealed legal files are let through', () => {
    const one = field({ label: { en: 'Immigration status' } });
    for (const kind of ['anonymous_survey', 'legal_file'] as const)
      expect(judgeForm({ ...form(one), kind })).toEqual([]);
  });

  test('what others did may be asked', () => {
    for (const id of [
      'document_withheld_by_employer',
      'papers_demanded_by_provider',
      'reported_by_provider',
    ])
      expect(
        judgeForm(form(field({ id, concept: id, label: { en: id.replaceAll('_', ' ') } }))),
      ).toEqual([]);
  });
});

test('who is served is decided by six things only', () => {
  expect(CRITERIA).toHaveLength(6);
  expect(isCriterion('need')).toBe(true);
  for (const other of ['residents only', 'nationality', '', null])
    expect(isCriterion(other)).toBe(false);
  expect(['SC-UC', 'CR-CP', 'LP-ND', 'lp-rr', 'LP-ND01'].map(isIntakeCode)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
