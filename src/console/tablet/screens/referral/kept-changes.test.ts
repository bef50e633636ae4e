import { expect, test } from 'vitest';
import { changesSince, type Now, toldOf } from './kept-changes.ts';
import type { Checked, NetworkLine } from './wire.ts';

const AT = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const entry: NetworkLine = {
  network_id: 'n',
  to_org: 'clinic',
  to_name: 'Red Hill Clinic',
  listing_code: '10009',
  service_type: 'health',
  route: 'account',
  telephone: null,
  email: null,
  answer_hours: null,
  agreement_live: true,
  suspended_at: null,
  rate: { asked: 0, in_time: 0 },
};
const checked = (verdicts: Record<string, 'fits' | 'does_not' | 'unknown'>): Checked => ({
  conditions: Object.entries(verdicts).map(([name, verdict]) => ({ name, verdict })),
  blocked: false,
  suspended: false,
  alternatives: [],
});
const kept = {
  packet: { needs: ['health.doctor'], level: 'soon' as const, sentence: 'x' },
  level: 'soon' as const,
  made_at: AT - HOUR,
};
const now = (change: Partial<Now> = {}): Now => ({
  entry,
  profile: { service_type: 'health', v: 1, fields: { needs: '', level: '', sentence: '' } },
  checked: checked({ free: 'fits', language: 'unknown' }),
  at: AT,
  ...change,
});
const told = toldOf(entry, checked({ free: 'fits', language: 'unknown' }));

test('where nothing has changed, it goes by itself; better than she was told is no change', () => {
  expect(changesSince(told, kept, now())).toEqual([]);
  const better = checked({ free: 'fits', language: 'fits' });
  expect(changesSince(told, kept, now({ checked: better }))).toEqual([]);
  const blind = toldOf(entry, undefined);
  expect(changesSince(blind, kept, now())).toEqual([]);
});

test('each thing that she did not say yes to is told by its name', () => {
  const whats = (change: Partial<Now>, was = told): string[] =>
    changesSince(was, kept, now(change)).map((one) =>
      'name' in one ? `${one.name} ${one.verdict}` : 'field' in one ? one.field : one.what,
    );
  expect(whats({ entry: undefined })).toEqual(['ended']);
  expect(whats({ entry: { ...entry, to_org: 'other' } })).toEqual(['recipient']);
  expect(whats({ entry: { ...entry, suspended_at: 'x' } })).toEqual(['suspended']);
  expect(whats({ entry: { ...entry, agreement_live: false } })).toEqual(['agreement']);
  expect(whats({ entry: { ...entry, route: 'link' } })).toEqual(['route']);
  expect(
    whats({ profile: { service_type: 'health', v: 2, fields: { needs: '', level: '' } } }),
  ).toEqual(['sentence']);
  expect(whats({ checked: checked({ free: 'does_not', language: 'unknown' }) })).toEqual([
    'free does_not',
  ]);
  expect(whats({ checked: checked({ free: 'unknown' }) })).toEqual(['free unknown']);
  expect(whats({ checked: checked({ free: 'does_not' }) }, toldOf(entry, undefined))).toEqual([
    'free does_not',
  ]);
  expect(whats({ at: AT + 48 * HOUR })).toEqual(['late']);
});

test('what had to be now and waited does not go hours later as if it were now', () => {
  const urgent = { ...kept, level: 'now' as const, made_at: AT - 21 * 60_000 };
  expect(changesSince(told, urgent, now())).toEqual([{ what: 'late' }]);
  expect(changesSince(told, { ...urgent, made_at: AT - 19 * 60_000 }, now())).toEqual([]);
});
