/** A plain finder over the small house: enough to fill each group. The finder itself is tested in its own room. */
import type { FactCode, FactValue } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { needsUnder } from '../directory/needs.ts';
import type {
  FinderAnswer,
  FinderGroup,
  FinderItem,
  FinderQuery,
  Reason,
  Wish,
} from '../finder/query.ts';
import { bringOf, listingWarnings } from '../directory/what-is-asked.ts';
import { sortFacts } from './facts.ts';

/** A plain reading of the wishes, enough to fill each group; the finder itself is tested in its own room. */
export function plainFind(all: readonly Listing[], query: FinderQuery): FinderAnswer {
  const needs = new Set(query.needs.flatMap((need) => needsUnder(need)));
  const text = query.text?.toLowerCase();
  const wishes = (one: Listing): [Wish, boolean | undefined, Reason][] => {
    const fact = (code: FactCode, good: FactValue): boolean | undefined => {
      const value = one.facts[code]?.value;
      return value ? value === good : undefined;
    };
    const papers = (['asks_identity', 'asks_residence_paper'] as const).map((code) =>
      fact(code, 2),
    );
    const lang = query.languages?.[0] ?? '';
    return [
      ...(query.free
        ? [['free', fact('free', 1), { code: 'free' }] as [Wish, boolean | undefined, Reason]]
        : []),
      ...(query.papers === 'none'
        ? [
            [
              'papers',
              papers.includes(false) ? false : papers.includes(undefined) ? undefined : true,
              { code: 'no_papers' },
            ] as [Wish, boolean | undefined, Reason],
          ]
        : []),
      ...(query.providerSex === 'woman'
        ? [
            ['woman', fact('woman_provider', 1), { code: 'woman_provider' }] as [
              Wish,
              boolean | undefined,
              Reason,
            ],
          ]
        : []),
      ...(query.notReported
        ? [
            ['not_reported', fact('shares_with_authorities', 2), { code: 'not_reported' }] as [
              Wish,
              boolean | undefined,
              Reason,
            ],
          ]
        : []),
      ...(query.languages
        ? [
            [
              'language',
              one.languages.some((spoken) => query.languages?.includes(spoken.lang)) || undefined,
              { code: 'language_staff', lang },
            ] as [Wish, boolean | undefined, Reason],
          ]
        : []),
    ];
  };
  const items = all.flatMap((one): FinderItem[] => {
    if (one.freshness === 'withdrawn') return [];
    if (needs.size && !one.needs.some((need) => needs.has(need))) return [];
    if (
      text &&
      !one.name.text.toLowerCase().includes(text) &&
      !one.needs.some((need) => need.includes(text))
    )
      return [];
    const asked = wishes(one);
    const against = asked.filter(([, known]) => known === false);
    if (against.length > 1) return [];
    const unknown = asked.filter(([, known]) => known === undefined).map(([wish]) => wish);
    const group: FinderGroup = against.length ? 'close' : unknown.length ? 'may_fit' : 'fits';
    return [
      {
        code: one.code,
        group,
        ...(against[0] ? { against: against[0][0] } : {}),
        reasons: asked.filter(([, known]) => known).map(([, , reason]) => reason),
        bring: bringOf(one),
        notAsked: sortFacts(one).notAsked,
        unknown,
        warnings: listingWarnings(one),
        ...(query.place && one.place ? { distanceM: 300 + (Number(one.code) % 7000) } : {}),
        open: one.open ?? { state: 'unknown' },
        checkedOn: one.checkedOn ?? 0,
      },
    ];
  });
  const order: FinderGroup[] = ['fits', 'may_fit', 'close'];
  items.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  const from = query.after ? items.findIndex(({ code }) => code === query.after) + 1 : 0;
  const shown = items.slice(from, from + (query.limit ?? 20));
  const counts = { fits: 0, may_fit: 0, close: 0 };
  for (const { group } of items) counts[group]++;
  const last = shown.at(-1)?.code;
  return {
    items: shown,
    counts,
    without: counts.fits
      ? []
      : [
          { wish: 'papers', fits: 3 },
          { wish: 'free', fits: 1 },
        ],
    understoodNeeds: text === 'doctor' ? ['health.doctor'] : [],
    ...(text === 'docter' ? { guessedNeeds: ['health.doctor', 'health.child'] } : {}),
    ...(query.place ? { radiusM: 10_000 } : {}),
    ...(last && from + shown.length < items.length ? { more: last } : {}),
  };
}
