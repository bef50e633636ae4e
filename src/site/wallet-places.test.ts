import { expect, it } from 'vitest';
import { paperWords } from '../channels/print/index.ts';
import type { ScheduleRule } from '../finder/schedule.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadLook } from './look.ts';
import { surroundingsOf } from './surroundings.ts';
import { listing, NOW, smallHouse, ZONE } from './testing.ts';
import { walletPlaces } from './wallet-places.ts';

const languages = loadLanguages();
const words = paperWords(languages)('en');
const { view } = surroundingsOf(smallHouse(), languages, loadLook());
const TODAY = Math.floor(NOW / 86_400_000);

const WEEK: ScheduleRule = {
  effect: 'open',
  freq: 'WEEKLY',
  byday: (['MO', 'TU', 'WE', 'TH', 'FR'] as const).map((day) => ({ day })),
  opens: 540,
  closes: 1020,
};
const when = (
  rules: readonly ScheduleRule[],
  change: Parameters<typeof listing>[1] = {},
): string | undefined => {
  if (!words) throw new Error('there are no English words for paper');
  const pattern = { zone: ZONE, rules, holidayRule: 'closed' as const, holidays: [TODAY + 2] };
  const paper = { ...view(languages.english), words };
  return walletPlaces(paper, [listing(8100, { pattern, ...change })])[0]?.when;
};

it('says the hours of every week, not those of the coming days: paper lies about for weeks', () => {
  const plainly = 'Monday to Friday: 09:00 to 17:00';
  expect(when([WEEK])).toBe(plainly);
  expect(when([WEEK, { effect: 'closed', dtstart: TODAY + 1, replaces: true }])).toBe(plainly);
});

it('asks first where no week tells the hours, or nobody has confirmed them', () => {
  const unknown = words?.text('sms.hours_unknown');
  expect(when([{ ...WEEK, interval: 2 }])).toBe(unknown);
  expect(when([])).toBe(unknown);
  expect(when([WEEK], { freshness: 'overdue' })).toBe(unknown);
});

const what = (change: Parameters<typeof listing>[1]): string => {
  if (!words) throw new Error('there are no English words for paper');
  return (
    walletPlaces({ ...view(languages.english), words }, [listing(8100, change)])[0]?.what ?? ''
  );
};

it('names every paper that is known to be asked for, listed as a document or not', () => {
  expect(what({ known: { asks_identity: 1 }, documents: [] })).toContain(
    words?.text('sms.bring', { papers: words.list([words.text('doc.identity')]) }),
  );
});

it('warns on paper as on the page: who reports people, asks for papers of residence or has conditions', () => {
  const warned = what({
    known: { shares_with_authorities: 1, asks_residence_paper: 1 },
    mayHaveConditions: true,
  });
  for (const warning of ['shares_with_authorities', 'asks_residence_paper', 'conditions_apply'])
    expect(warned).toContain(words?.text(`warning.${warning}`));
  expect(what({ known: {} })).not.toContain(words?.text('warning.conditions_apply'));
});

it('does not say "full": that is so today, and paper lies about for weeks', () => {
  expect(what({ capacity: { full: true } })).not.toContain(words?.text('warning.full'));
});
