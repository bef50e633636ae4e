/**
 * `node bench/channels/run.ts [messages]`: messages a second through the whole way that a message goes (digest, opt-out
 * list in PostgreSQL, understanding, finder, words, fitting), on the demonstration country, median of five runs. Each
 * run has its own phones: a first message and two that follow. Prints the machine and the shares of what came back.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelsOf, openHouse, openIndex } from '../../src/app.ts';
import { receiver, segmentsOf } from '../../src/channels/index.ts';
import { fillDemonstration } from '../../src/commands/demo.ts';
import { readConfig } from '../../src/config.ts';

const RUNS = 5;
const AT_ONCE = 64;
const messages = Number(process.argv[2] ?? 6_000);
const folder = mkdtempSync(join(tmpdir(), 'wayhouse-bench-channels-'));
const config = readConfig({ WAYHOUSE_DATA: join(folder, 'data') });
const house = await openHouse(config);
const quiet = { info: () => {}, warn: () => {} };
await fillDemonstration(house, () => {});
const index = openIndex(house, quiet);
await index.ready();
const key = randomBytes(32);
const channels = await channelsOf(house, index, () => key);
const { phrases, finding } = channels.house;

/** What people send: a need and a town, in every language that is spoken here. */
const NEEDS = [
  'food',
  'shelter.night',
  'health.doctor',
  'law.advice',
  'water.shower',
  'health.maternal',
];
const said = phrases.offered.flatMap(({ lang, spoken }) =>
  NEEDS.flatMap((need) =>
    finding
      .largerPlaces(spoken.language.tag)
      .map(({ name }) => ({ lang, text: `${spoken.needs[need] ?? ''} ${name}` })),
  ),
);
const rates: number[] = [];
const processor: number[] = [];
const seen = { replies: 0, segments: 0, silent: 0, arabic: 0, arabicSegments: 0, most: 0 };
let phone = 0;
for (let run = 0; run < RUNS; run++) {
  const receive = receiver(channels.house);
  const conversation = async (): Promise<void> => {
    const number = `+1000${String(++phone).padStart(8, '0')}`;
    const { lang, text } = said[phone % said.length] as (typeof said)[number];
    for (const one of [`LANG ${lang}`, text, '2']) {
      const { reply } = await receive({ channel: 'bench', number, text: one });
      if (reply === undefined) seen.silent++;
      else {
        const { count } = segmentsOf(reply);
        seen.replies++;
        seen.segments += count;
        seen.most = Math.max(seen.most, count);
        if (lang === 'ar' && one === text) {
          seen.arabic++;
          seen.arabicSegments += count;
        }
      }
    }
  };
  const started = performance.now();
  const before = process.cpuUsage();
  let left = Math.ceil(messages / 3);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await conversation();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  processor.push((user + system) / 1000 / messages);
  rates.push((Math.ceil(messages / 3) * 3) / seconds);
}
const sorted = [...rates].sort((a, b) => a - b);
const median = Math.round(sorted[Math.floor(RUNS / 2)] ?? 0);
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, PostgreSQL embedded\n` +
    `${messages} messages a run, ${said.length} different, ${phrases.offered.length} languages, ${AT_ONCE} phones at once\n` +
    `runs: ${rates.map(Math.round).join(', ')} messages a second\n` +
    `median: ${median} messages a second (goal 1,000: ${median >= 1000 ? 'met' : 'NOT met'})\n` +
    `processor time of this program: ${processor.map((ms) => ms.toFixed(2)).join(', ')} ms a message; load of the machine ${loadavg()[0]?.toFixed(1) ?? ''}\n` +
    `replies ${seen.replies}, silent ${seen.silent}, segments a reply ${(seen.segments / seen.replies).toFixed(2)}, most ${seen.most}\n` +
    `Arabic first answers: ${(seen.arabicSegments / Math.max(1, seen.arabic)).toFixed(2)} segments\n`,
);
await channels.close();
await index.close();
await house.close();
rmSync(folder, { recursive: true, force: true });
