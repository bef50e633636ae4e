import { describe, expect, it } from 'vitest';
import { codes, find, kitchen, NO_PAPERS } from './kitchen.ts';
import { TEST_DAY } from './testing.ts';

describe('stories', () => {
  it('a person without papers: known no is enough, a blank is not, a demand is close', () => {
    const answer = find(
      [
        kitchen({ code: '13', facts: { ...NO_PAPERS } }),
        kitchen({ code: '26', facts: { ...NO_PAPERS, asks_identity: 1 } }),
        kitchen({ code: '39', facts: { ...NO_PAPERS, asks_income: undefined as unknown as 2 } }),
        kitchen({
          code: '41',
          facts: { ...NO_PAPERS },
          documents: [{ doc: 'birth_paper', level: 'needed' }],
        }),
        kitchen({ code: '54' }),
      ],
      { papers: 'none' },
    );
    expect(codes(answer).slice(0, 1)).toEqual(['fits 13']);
    expect(new Set(codes(answer).slice(1))).toEqual(
      new Set(['may_fit 39', 'may_fit 54', 'close 26', 'close 41']),
    );
    expect(answer.items[0]).toMatchObject({
      bring: 'nothing',
      reasons: expect.arrayContaining([{ code: 'no_papers' }]),
    });
    expect(answer.items.find(({ code }) => code === '26')).toMatchObject({
      against: 'papers',
      bring: ['identity'],
    });
    expect(answer.items.find(({ code }) => code === '54')).toMatchObject({
      unknown: ['papers'],
      bring: 'unknown',
    });
  });

  it('a referral letter is no paper that people lack, but it is named', () => {
    const answer = find(
      [
        kitchen({
          code: '13',
          facts: { ...NO_PAPERS },
          documents: [{ doc: 'referral', level: 'needed' }],
        }),
      ],
      { papers: 'none' },
    );
    expect(answer.items[0]).toMatchObject({ group: 'fits', bring: ['referral'] });
  });

  it('papers at hand answer what nobody knows about them', () => {
    const { asks_identity: _, ...others } = NO_PAPERS;
    const answer = find([kitchen({ code: '13', facts: others })], { papers: ['identity'] });
    expect(answer.items[0]).toMatchObject({
      group: 'fits',
      reasons: expect.arrayContaining([{ code: 'papers_enough', docs: ['identity'] }]),
    });
  });

  it('an unlisted language is unknown until the list is complete, and an interpreter on request keeps it open', () => {
    const answer = find(
      [
        kitchen({ code: '13', languages: [{ lang: 'fa-AF', mode: 'interpreter_phone' }] }),
        kitchen({ code: '26', languages: [{ lang: 'prs', mode: 'staff' }] }),
        kitchen({ code: '39' }),
        kitchen({ code: '41', facts: { languages_complete: 1 } }),
        kitchen({ code: '54', facts: { languages_complete: 1, interpreter_on_request: 1 } }),
      ],
      { languages: ['fa'] },
    );
    expect(codes(answer).slice(0, 2)).toEqual(['fits 26', 'fits 13']);
    expect(new Set(codes(answer).slice(2))).toEqual(
      new Set(['may_fit 39', 'may_fit 54', 'close 41']),
    );
    expect(answer.items.find(({ code }) => code === '54')?.reasons).toContainEqual({
      code: 'interpreter_on_request',
    });
  });

  it('nothing fits: the answer names the wish that emptied the group', () => {
    const answer = find(
      [
        kitchen({ code: '13', facts: { free: 1 } }),
        kitchen({ code: '26', facts: { free: 1, step_free: 2 } }),
        kitchen({ code: '39', facts: { free: 2, fee_waived: 2 } }),
      ],
      { free: true, stepFree: true },
    );
    expect(answer.counts).toEqual({ fits: 0, may_fit: 1, close: 2 });
    expect(answer.without).toEqual([{ wish: 'step_free', fits: 2 }]);
  });

  it('a limit of the distance is named too, and hotlines are not bound by it', () => {
    const answer = find(
      [
        kitchen({ code: '13', position: { lat: 50.3, lon: 8 } }),
        kitchen({ code: '26', remote: true }),
      ],
      { place: { lat: 50, lon: 8 }, maxKm: 5, needs: ['food'] },
    );
    expect(codes(answer)).toEqual(['fits 26']);
    expect(answer.radiusM).toBe(5_000);
    const far = find([kitchen({ code: '13', position: { lat: 50.3, lon: 8 } })], {
      place: { lat: 50, lon: 8 },
      maxKm: 5,
    });
    expect(far.without).toEqual([{ wish: 'distance', fits: 1 }]);
  });

  it('a paused service is never more than close', () => {
    const answer = find([kitchen({ code: '13', paused: true })], {});
    expect(answer.items[0]).toMatchObject({
      group: 'close',
      against: 'time',
      open: { state: 'closed' },
    });
    expect(answer.items[0]?.warnings).toContain('paused');
  });

  it('"tonight" alone means a place to sleep with a bed not known to be taken', () => {
    const night = {
      needs: ['shelter.night'],
      pattern: {
        ...kitchen({ code: '1' }).pattern,
        rules: [
          {
            effect: 'open' as const,
            freq: 'WEEKLY' as const,
            byday: [{ day: 'SU' as const }],
            opens: 22 * 60,
            closes: 7 * 60,
          },
        ],
      },
    };
    const answer = find(
      [
        kitchen({ code: '13' }),
        kitchen({ code: '26', ...night }),
        kitchen({ code: '39', ...night, freePlaces: 0 }),
        kitchen({ code: '41', ...night, freePlaces: 3 }),
      ],
      { time: { kind: 'tonight' } },
    );
    expect(new Set(codes(answer).slice(0, 2))).toEqual(new Set(['fits 26', 'fits 41']));
    expect(codes(answer)[2]).toBe('close 39');
    expect(answer.items.length).toBe(3);
    expect(answer.items.find(({ code }) => code === '41')?.reasons).toContainEqual({
      code: 'has_space',
      places: 3,
    });
  });

  it('withdrawn services are out, overdue ones come later and say so', () => {
    const answer = find(
      [
        kitchen({ code: '13', reviewDay: TEST_DAY - 1 }),
        kitchen({ code: '26', withdrawDay: TEST_DAY - 1 }),
        kitchen({ code: '39', withdrawDay: TEST_DAY, reviewDay: TEST_DAY }),
      ],
      {},
    );
    expect(codes(answer)).toEqual(['fits 39', 'fits 13']);
    expect(answer.items[1]?.warnings).toEqual(['overdue']);
  });

  it('no travel money: on foot, or brought, or by phone; an area is not an address', () => {
    const here = { lat: 50, lon: 8 };
    const answer = find(
      [
        kitchen({ code: '13', position: { lat: 50.01, lon: 8 } }),
        kitchen({ code: '26', position: { lat: 50.01, lon: 8 }, areaOnly: true }),
        kitchen({ code: '39', position: { lat: 50.05, lon: 8 }, facts: { travel_paid: 1 } }),
        kitchen({
          code: '41',
          position: { lat: 50.05, lon: 8 },
          facts: { travel_paid: 2, remote: 2, home_visit: 2 },
        }),
        kitchen({ code: '54', facts: { remote: 1 } }),
      ],
      { place: here, noTravelMoney: true },
    );
    expect(new Set(codes(answer))).toEqual(
      new Set(['fits 13', 'may_fit 26', 'fits 39', 'close 41', 'fits 54']),
    );
    expect(answer.items.find(({ code }) => code === '13')?.reasons).toContainEqual({
      code: 'walking_distance',
    });
  });

  it('a service whose place is not on the map is found by its district', () => {
    const { position: _, ...unplaced } = kitchen({ code: '13' });
    const answer = find([{ ...unplaced, areaId: 4 }], { place: { placeId: 4 } });
    expect(answer.items[0]).toMatchObject({ distanceM: 0, warnings: ['area_only'] });
  });
});
