import { writeFile } from 'node:fs/promises';
import { openHouse, openIndex, printJobsOf } from '../app.ts';
import { NotPrintable, openPrinter, type PrintJob } from '../channels/print/index.ts';
import type { Config } from '../config.ts';
import type { LiveIndex } from '../directory/index.ts';
import { Problem } from '../http/problem.ts';
import type { PrintOptions } from './options.ts';

/** `wayhouse print`: the same prints as the pages give, into a file. A picture's words stand beside it as text. */
export async function print(
  config: Config,
  code: string,
  lang: string,
  options: PrintOptions,
): Promise<void> {
  const house = await openHouse(config);
  const index = openIndex(house, {
    info: () => {},
    warn: (_details, message) => void process.stderr.write(`${message}\n`),
  });
  const printer = openPrinter();
  try {
    await index.ready();
    const jobs = await printJobsOf(house, index);
    const job =
      options.as === 'wallet'
        ? await jobs.wallet(lang, { ...placed(index, code, lang), need: options.need })
        : (await jobs.card(cardNumber(code), lang, options.as))?.job;
    if (!job)
      throw new Problem('not_found', {
        detail: `Card ${code} cannot be read in "${lang}" now: it was never published in it, or has been taken back.`,
      });
    await make(printer, job, options.out);
  } finally {
    await printer.close();
    await index.close();
    await house.close();
  }
}

async function make(
  printer: ReturnType<typeof openPrinter>,
  job: PrintJob,
  out: string,
): Promise<void> {
  try {
    const { content, pages, sha256, alt } = await printer.print(job);
    await writeFile(out, content);
    if (alt !== undefined) await writeFile(`${out}.txt`, `${alt}\n`);
    process.stdout.write(
      `${out}: ${pages} ${pages === 1 ? 'page' : 'pages'}, ${(content.length / 1000).toFixed(0)} kB, SHA-256 ${sha256}\n`,
    );
  } catch (error) {
    if (error instanceof NotPrintable) throw new Problem('conflict', { detail: error.message });
    throw error;
  }
}

function cardNumber(code: string): number {
  if (/^\d{1,7}$/.test(code)) return Number(code);
  throw new Problem('bad_input', {
    field: 'code',
    detail: `"${code}" is no card. Expected its number, such as 210.`,
  });
}

/** The code of a point, or the name of a town. */
function placed(
  index: Pick<LiveIndex, 'places'>,
  code: string,
  lang: string,
): { point: string } | { place: number } {
  if (/^\d{3,12}$/.test(code)) return { point: code };
  const [found] = index.places(code, lang);
  if (found) return { place: found.id };
  throw new Problem('bad_input', {
    field: 'code',
    detail: `No place is called "${code}". Write a town, or the code of a point.`,
  });
}
