/**
 * What a phone loads for 500 services and 100 cards in one language (issue 5, show 3: 300 kB), in every language.
 *   node checks/packs/weigh.ts [services] [cards]
 */
import { openCountry } from './country.ts';

const [most = 500, wanted = 100] = process.argv.slice(2).map(Number);
const LIMIT = 300_000;

const country = await openCountry(most, wanted);
let failed = false;
try {
  const { packs } = await country.make(Date.now());
  for (const { lang, bytes, listings } of packs) {
    const heavy = bytes > LIMIT;
    failed ||= heavy;
    console.log(
      `${lang}: ${listings} services, ${wanted} cards, ${bytes} bytes${heavy ? ' TOO HEAVY' : ''}`,
    );
  }
} finally {
  await country.close();
}
process.exit(failed ? 1 : 0);
