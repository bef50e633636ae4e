/**
 * Makes every form of print in every language of the public side, reads each back and says what is wrong:
 * `node checks/print/run.ts [--pictures <folder>] [language...]`. Ends with 1 when anything is.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { paperWords } from '../../src/channels/print/index.ts';
import { layOut, makePrint, PICTURE_BYTES } from '../../src/channels/print/make.ts';
import { writePdf } from '../../src/channels/print/pdf/write.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { checkJobs } from './jobs.ts';
import { judge } from './judge.ts';
import { TEXTS } from './texts.ts';

const { values, positionals } = parseArgs({
  options: { pictures: { type: 'string' } },
  allowPositionals: true,
});
const wordsOf = paperWords(loadLanguages());
const sums = { prints: 0, pages: 0, glyphs: 0, missing: 0, compared: 0, wrong: 0, poppler: 0 };
if (values.pictures) mkdirSync(values.pictures, { recursive: true });

for (const lang of positionals.length > 0 ? positionals : Object.keys(TEXTS)) {
  const words = wordsOf(lang);
  if (!words) throw new Error(`"${lang}" is not a known language.`);
  for (const [name, job] of Object.entries(checkJobs(lang, words))) {
    const began = performance.now();
    try {
      const judged = judge(job);
      if (job.form === 'picture') {
        const made = await makePrint(job);
        if (made.content.length > PICTURE_BYTES)
          judged.wrong.push(`${made.content.length} bytes, at most ${PICTURE_BYTES} expected`);
      }
      sums.prints++;
      sums.pages += judged.pages;
      sums.glyphs += judged.glyphs;
      sums.missing += judged.missing;
      sums.compared += judged.compared;
      sums.wrong += judged.wrong.length;
      if (judged.poppler) sums.poppler++;
      const took = (performance.now() - began).toFixed(0);
      console.log(
        `${lang.padEnd(4)} ${name.padEnd(13)} ${judged.pages} pages ${String(judged.bytes).padStart(7)} bytes ${took.padStart(5)} ms  ${judged.wrong.join('; ') || 'good'}`,
      );
      if (values.pictures)
        writeFileSync(
          join(values.pictures, `${lang}-${name.replaceAll(' ', '-')}.pdf`),
          writePdf(layOut(job)),
        );
    } catch (error) {
      sums.wrong++;
      console.log(`${lang.padEnd(4)} ${name.padEnd(13)} ${String(error)}`);
    }
  }
}
console.log(
  `${sums.prints} prints, ${sums.pages} pages, ${sums.glyphs} glyphs of which ${sums.missing} missing, ${sums.compared} letters compared (${sums.poppler} prints also with poppler), ${sums.wrong} things wrong`,
);
process.exitCode = sums.wrong > 0 ? 1 : 0;
