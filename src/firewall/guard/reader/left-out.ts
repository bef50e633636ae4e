/**
 * What the second reader adds on labels that it has not learned from: for each part it learns from everything else,
 * and then reads that part. The rules were tuned on all parts, so their share of those figures flatters.
 * The edges of `edges.ts` were chosen by such a table. Run: `node src/firewall/guard/reader/left-out.ts`, ten
 * minutes; with names of parts only those.
 */
import type { PackedExample } from '../../../learning/descend-units.ts';
import { feel } from '../../../learning/units.ts';
import { readCorpus, readTaught, type Sample, TIER_1 } from '../corpus.ts';
import { EDGES, type Edges, isFreedAt, isRefusedAt, type Scores } from '../edges.ts';
import { around } from '../firmness.ts';
import { type Ruling, ruleOn, type Words } from '../judge.ts';
import { offersHelp, serviceHeads } from '../services.ts';
import { lexicon } from '../lexicons.ts';
import { examples, KEPT, labels, learn, shortened, wordsOf } from './learn.ts';
import { meaningsOf } from './meanings.ts';
import { see } from './traits.ts';

type Read = Sample & { ruling: Ruling | undefined; scores: Scores };

const words = lexicon();
const meanings = meaningsOf(words);
const seen = new Map<string, PackedExample[]>();

/** One part as the one left out; labels that were seen before are not looked at again. */
function readLeftOut(name: string): Read[] {
  const taught = labels((one) => one.name === name).flatMap((one) => {
    const key = `${one.hostile} ${one.weight} ${one.label}`;
    const found = seen.get(key) ?? examples(meanings, [one]);
    seen.set(key, found);
    return found;
  });
  const learned = learn(taught);
  const { scale, bias, steps } = shortened(learned, KEPT.status);
  const scoreOf = (label: Words): number | undefined => {
    const { traits } = see(meanings, label);
    if (traits.length === 0) return undefined;
    return traits.reduce(
      (sum, { slot, size }) => sum + scale * (steps[slot] ?? 0) * size,
      bias + 1_000 * feel(learned.units, traits).sum,
    );
  };
  return [...readCorpus(), ...readTaught()]
    .filter((one) => one.name === name)
    .map((one) => {
      const label = wordsOf(meanings, one.label);
      const ruling = ruleOn(words, label, true);
      const scores = {
        whole: scoreOf(label),
        around: ruling && scoreOf(around(label, ruling.at)),
        excused: label.excused || offersHelp(words, label.tokens),
        service: serviceHeads(words, label.tokens).length > 0,
      };
      return { ...one, ruling, scores };
    });
}

const percent = (share: number): string => (100 * share).toFixed(1).padStart(5);

function figures(all: readonly Read[], refuses: (one: Read) => boolean): string {
  const share = (list: readonly Read[]): string =>
    percent(list.filter(refuses).length / list.length);
  const origin = (one: Read): boolean => TIER_1.has(one.concept ?? '');
  return [
    share(all.filter((one) => one.hostile && !origin(one))),
    share(all.filter((one) => one.hostile && origin(one))),
    share(all.filter((one) => !one.hostile)),
  ].join(' ');
}

const NEVER = Number.NEGATIVE_INFINITY;
const EVER = Number.POSITIVE_INFINITY;
const soft = { ...EDGES.freed, doubtful: NEVER, offer: NEVER };
const excuses = { ...EDGES, service: EVER };
const byEdges =
  (edges: Edges) =>
  ({ ruling, scores }: Read): boolean =>
    ruling ? !isFreedAt(edges, ruling.firmness, scores) : isRefusedAt(edges, scores);
const rows: [string, (one: Read) => boolean][] = [
  ['rules', ({ ruling }) => ruling !== undefined],
  ['reader frees soft rulings', byEdges({ ...excuses, freed: soft })],
  ['... and offers', byEdges({ ...excuses, freed: { ...EDGES.freed, doubtful: NEVER } })],
  ['... and doubtful ones', byEdges(excuses)],
  ['... and refuses names of services', byEdges(EDGES)],
  ...[1_000, 1_500, 2_500, 3_000].map((refused): [string, (one: Read) => boolean] => [
    `refused above ${refused}`,
    byEdges({ ...EDGES, refused }),
  ]),
  ...[-1_000, -3_000].map((doubtful): [string, (one: Read) => boolean] => [
    `doubtful freed below ${doubtful}`,
    byEdges({ ...EDGES, freed: { ...EDGES.freed, doubtful } }),
  ]),
];

const ALL = ['eleventh', 'twelfth', 'taught-a', 'taught-b', 'taught-c', 'taught'];
const named = process.argv.slice(2);
const NAMES = named.length > 0 ? named : ALL;
const parts = NAMES.map((name) => ({ name, labels: readLeftOut(name) }));
console.log(['', ...NAMES, 'all'].map((name, i) => name.padEnd(i === 0 ? 34 : 17)).join('  '));
for (const [what, refuses] of rows)
  console.log(
    [
      what.padEnd(34),
      ...parts.map(({ labels }) => figures(labels, refuses)),
      figures(
        parts.flatMap(({ labels }) => labels),
        refuses,
      ),
    ].join('  '),
  );
