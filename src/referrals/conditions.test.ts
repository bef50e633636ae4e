import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactCode } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { findServices, buildPack } from '../finder/index.ts';
import { checkConditions, CONDITIONS, recordOf, type Wishes } from './conditions.ts';
import { clinic } from './testing.ts';

const NOW = Date.now();
const DAY = 86_400_000;
const verdicts = (
  wishes: Partial<Wishes>,
  change: Partial<Listing> = {},
  rate: number | null = null,
) =>
  Object.fromEntries(
    checkConditions(
      { needs: ['health.doctor'], ...wishes },
      clinic(change),
      NOW,
      rate,
    ).conditions.map(({ name, verdict }) => [name, verdict]),
  );
const withFact = (code: FactCode, value: 0 | 1 | 2): Partial<Listing> => {
  const { facts } = clinic();
  return { facts: { ...facts, [code]: { value, sourceKind: 'provider' } } };
};

describe('what is known of a service', () => {
  it('is said line by line, with who said so and when', () => {
    const { conditions, blocked, unknown } = checkConditions(
      {
        needs: ['health.doctor'],
        languages: ['ar'],
        papers: 'none',
        free: true,
        same_sex: 'woman',
        step_free: true,
      },
      clinic(),
      NOW,
      0.9,
    );
    expect(conditions.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'need fits',
      'everyone fits',
      'papers fits',
      'not_reported fits',
      'free fits',
      'language fits',
      'same_sex fits',
      'step_free unknown',
      'time fits',
      'answers fits',
    ]);
    expect(conditions[1]).toMatchObject({
      source: 'network_check',
      said_by: 'Selmora Network',
      checked_on: Math.floor(NOW / DAY) - 9,
    });
    expect(blocked).toBe(false);
    expect(unknown).toEqual(['step_free']);
  });

  it('blocks on what is known not to fit, and only warns of what nobody knows', () => {
    expect(verdicts({ languages: ['fa'] })['language']).toBe('does_not');
    expect(verdicts({ languages: ['fa'] }, withFact('languages_complete', 0))['language']).toBe(
      'unknown',
    );
    expect(verdicts({}, withFact('asks_residence_paper', 1))['everyone']).toBe('does_not');
    expect(verdicts({}, withFact('asks_residence_paper', 0))['everyone']).toBe('unknown');
    expect(verdicts({ papers: 'none' }, withFact('asks_identity', 1))['papers']).toBe('does_not');
    expect(verdicts({ papers: ['identity'] }, withFact('asks_identity', 1))['papers']).toBe('fits');
    expect(verdicts({ needs: ['health.dental'] })['need']).toBe('does_not');
    expect(verdicts({ place: { lat: 50.4, lon: 8 }, max_km: 20 })['distance']).toBe('does_not');
    expect(verdicts({ place: { lat: 50.1, lon: 8 }, max_km: 20 })['distance']).toBe('fits');
    expect(
      verdicts({ place: { lat: 50.1, lon: 8 }, max_km: 20 }, { place: { areaOnly: true } })[
        'distance'
      ],
    ).toBe('unknown');
  });

  it('asks first, and does not block, where another programme has conditions (T10)', () => {
    const change = { ...withFact('conditions_apply', 1), needs: ['learning.vocational'] };
    expect(verdicts({ needs: ['learning.vocational'] }, change)['everyone']).toBe('unknown');
  });

  it('believes a bed for six hours and a slot for a day', () => {
    const space = (hours: number, free: number) => ({
      capacity: { free, updated: NOW - hours * 3_600_000 },
    });
    expect(verdicts({ space: 'bed' }, space(5, 2))['space']).toBe('fits');
    expect(verdicts({ space: 'bed' }, space(7, 2))['space']).toBe('unknown');
    expect(verdicts({ space: 'slot' }, space(23, 2))['space']).toBe('fits');
    expect(verdicts({ space: 'slot' }, space(25, 0))['space']).toBe('unknown');
    expect(verdicts({ space: 'bed' }, space(1, 0))['space']).toBe('does_not');
    expect(verdicts({ space: 'bed' })['space']).toBe('unknown');
  });

  it('is all unknown once the entry is withdrawn, and a poor answer rate never blocks', () => {
    const gone = verdicts({ languages: ['ar'] }, { freshness: 'withdrawn' });
    expect(new Set(Object.values(gone))).toEqual(new Set(['unknown']));
    expect(verdicts({}, {}, 0.1)['answers']).toBe('unknown');
  });
});

it('never calls fitting what the finder does not: each line is the finder’s own answer', () => {
  const value = fc.constantFrom(0, 1, 2);
  const facts = fc.record({
    free: value,
    fee_waived: value,
    woman_provider: value,
    step_free: value,
    child_space: value,
    minors_alone: value,
    asks_identity: value,
    asks_residence_paper: value,
    conditions_apply: value,
    shares_with_authorities: value,
    languages_complete: value,
    interpreter_on_request: value,
  });
  fc.assert(
    fc.property(facts, fc.constantFrom('ar', 'fa'), (chosen, lang) => {
      const listing = clinic({
        facts: Object.fromEntries(
          Object.entries({ ...chosen }).map(([code, one]) => [
            code,
            { value: one, sourceKind: 'provider' },
          ]),
        ),
      });
      const wishes: Wishes = {
        needs: ['health.doctor'],
        languages: [lang],
        papers: 'none',
        free: true,
        same_sex: 'woman',
        step_free: true,
        child_space: true,
        minor_alone: true,
      };
      const { conditions, blocked } = checkConditions(wishes, listing, NOW);
      const pack = buildPack([recordOf(listing, NOW)], { now: NOW, territory: 'test', labels: {} });
      const item = findServices(pack, {
        now: NOW,
        lang: 'en',
        needs: ['health.doctor'],
        languages: [lang],
        papers: 'none',
        free: true,
        providerSex: 'woman',
        stepFree: true,
        childSpace: true,
        minorAlone: true,
        notReported: true,
        facts: ['asks_residence_paper', 'conditions_apply'],
      }).items[0];
      const judged = conditions.filter(({ name }) => name !== 'answers');
      if (item?.group === 'fits')
        expect(judged.every(({ verdict }) => verdict === 'fits')).toBe(true);
      if (item?.group === 'may_fit') expect(blocked).toBe(false);
      if (!item || item.group === 'close') expect(blocked).toBe(true);
      for (const { name, verdict } of conditions) {
        expect(CONDITIONS).toContain(name);
        const code = {
          step_free: 'step_free',
          child_space: 'child_space',
          same_sex: 'woman_provider',
        }[name as string];
        if (code)
          expect(verdict).toBe(
            ['unknown', 'fits', 'does_not'][chosen[code as keyof typeof chosen]],
          );
      }
    }),
    { numRuns: 60 },
  );
});
