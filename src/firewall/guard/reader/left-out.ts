/**
 * What the second reader adds on labels that it has not learned from: for each part it learns from everything else,
 * and then reads that part. The rules were tuned on the halves, so their share of those figures flatters; the taught
 * questions they never saw. The edges of `judge-label.ts` were chosen by this table.
 * Run: `node src/firewall/guard/reader/left-out.ts`, some minutes.
 */
import type { Example } from '../../../learning/descend.ts';
import { readCorpus, readTaught, type Sample, TIER_1 } from '../corpus.ts';
import { type Ruling, ruleOn, serviceHeads } from '../judge.ts';
import { lexicon } from '../lexicons.ts';
import { examples, labels, learn, shortened, wordsOf } from './learn.ts';
import { meaningsOf } from './meanings.ts';
import { see } from './traits.ts';

type Read = Sample & { ruling: Ruling | undefined; excused: boolean; score: number };

const KEPT = 80_000;
const words = lexicon();
const meanings = meaningsOf(words);
const seen = new Map<string, Example[]>();

/** One part as the one left out; labels that were seen before are not looked at again. */
function readLeftOut(name: string): Read[] {
  const all = labels((one) => one.name === name);
  const taught = all.flatMap((one) => {
    const key = `${one.hostile} ${one.weight} ${one.label}`;
    const found = seen.get(key) ?? examples(meanings, [one], ({ hostile }) => hostile);
    seen.set(key, found);
    return found;
  });
  const { scale, bias, steps } = shortened(learn(taught), KEPT);
  return [...readCorpus(), ...readTaught()]
    .filter((one) => one.name === name)
    .map((one) => {
      const label = wordsOf(meanings, one.label);
      return {
        ...one,
        ruling: ruleOn(words, label, true),
        excused: label.excused || serviceHeads(words, label.tokens).length > 0,
        score: see(meanings, label).traits.reduce(
          (sum, { slot, size }) => sum + scale * (steps[slot] ?? 0) * size,
          bias,
        ),
      };
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

const parts = ['seventh', 'eighth', 'ninth', 'tenth', 'taught'].map((name) => ({
  name,
  labels: readLeftOut(name),
}));
const rows: [string, (one: Read) => boolean][] = [
  ['rules', ({ ruling }) => ruling !== undefined],
  ...[2_000, 2_500, 3_000].flatMap((edge) =>
    [-1_000, -1_500, -2_000].map((freed): [string, (one: Read) => boolean] => [
      `refused above ${edge}, freed below ${freed}`,
      ({ ruling, excused, score }) =>
        ruling ? !(ruling.soft && score < freed) : score > edge && !excused,
    ]),
  ),
];
for (const [what, refuses] of rows)
  console.log(
    [
      what.padEnd(34),
      ...parts.map(({ labels }) => figures(labels, refuses)),
      'all',
      figures(
        parts.flatMap(({ labels }) => labels),
        refuses,
      ),
    ].join('  '),
  );
