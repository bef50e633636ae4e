/**
 * `node checks/channels/compare-segments.ts [messages]`: counts segments of generated messages (100,000 unless told) in
 * every language with `sms.json`, and compares with the counter of another maker. Exit 1 at the first kind of difference.
 */
import calculator from 'sms-segments-calculator';
import { segmentsOf } from '../../src/channels/sms/segments.ts';
import { COUNTED_LANGUAGES, messagesIn } from '../../src/channels/sms/testing.ts';

const wanted = Number(process.argv[2] ?? 100_000);
const each = Math.ceil(wanted / COUNTED_LANGUAGES.length);
const rows = new Map<
  string,
  { messages: number; segments: number; gsm: number; different: number }
>();
const started = performance.now();
let ours = 0;
for (const { lang, text } of messagesIn(COUNTED_LANGUAGES, each, 20_261_122)) {
  const row = rows.get(lang) ?? { messages: 0, segments: 0, gsm: 0, different: 0 };
  rows.set(lang, row);
  const before = performance.now();
  const own = segmentsOf(text);
  ours += performance.now() - before;
  const other = new calculator.SegmentedMessage(text);
  row.messages++;
  row.segments += own.count;
  if (own.encoding === 'GSM-7') row.gsm++;
  if (
    own.count !== other.segmentsCount ||
    own.encoding !== other.encodingName ||
    own.parts.join('') !== text
  ) {
    row.different++;
    if (row.different === 1)
      process.stdout.write(
        `${lang}: ${own.encoding} ${own.count}, other ${other.encodingName} ${other.segmentsCount}: ${JSON.stringify(text.slice(0, 200))}\n`,
      );
  }
}
process.stdout.write('language  messages  segments  GSM-7  different\n');
let all = 0;
let different = 0;
for (const [lang, row] of rows) {
  all += row.messages;
  different += row.different;
  process.stdout.write(
    `${lang.padEnd(8)}  ${String(row.messages).padStart(8)}  ${String(row.segments).padStart(8)}  ${String(row.gsm).padStart(5)}  ${String(row.different).padStart(9)}\n`,
  );
}
process.stdout.write(
  `${all} messages in ${rows.size} languages, ${different} different; ours took ${Math.round(ours)} ms, all ${Math.round((performance.now() - started) / 1000)} s\n`,
);
process.exitCode = different === 0 ? 0 : 1;
