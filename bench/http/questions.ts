/** What is asked under load: one question again and again, hundreds of different ones, or never the same twice. */
import { NEED_CODES } from '../../src/directory/needs.ts';

export type Ask = { path: string; method: 'GET' | 'POST'; body?: string };
export type Target = {
  name: string;
  /** The question that comes as the n-th. */
  ask(n: number): Ask;
};

const LANGUAGES = ['en', 'fr', 'es', 'ar', 'fa', 'ti'];
const SPOKEN = ['', 'ar', 'ti', 'fa', 'fr', 'en', 'so', 'ur', 'ps', 'am', 'es'];
const WHENS = ['', 'now', 'today', 'evening', 'night', 'weekend'];
const MUSTS = ['papers', 'free', 'reported', 'woman', 'step_free', 'child', 'minor', 'travel'];

/** A whole number below 2³² that looks random, the same for the same `n`. */
function mixed(n: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Different questions for different `n` below some ten millions: needs, places, times, languages and up to eight wishes. */
export function question(n: number, places: readonly number[]): Ask {
  // An odd factor visits every combination once before any comes again.
  const sizes = [LANGUAGES.length, NEED_CODES.length, places.length, WHENS.length, SPOKEN.length];
  const all = sizes.reduce((product, size) => product * size, 1);
  let rest = (n * 7_368_787) % all;
  const pick = <T>(of: readonly T[]): T => {
    const one = of[rest % of.length] as T;
    rest = Math.floor(rest / of.length);
    return one;
  };
  const lang = pick(LANGUAGES);
  const fields = new URLSearchParams({ need: pick(NEED_CODES), place: String(pick(places)) });
  const when = pick(WHENS);
  const speak = pick(SPOKEN);
  if (when) fields.append('when', when);
  if (speak) fields.append('speak', speak);
  // Two wishes of eight on average, as people tick them.
  const wishes = mixed(n) & mixed(n + 1_000_000_007);
  MUSTS.forEach((must, bit) => {
    if ((wishes >>> bit) & 1) fields.append('must', must);
  });
  return { path: `/${lang}/search`, method: 'POST', body: String(fields) };
}

export function targets(places: readonly number[], codes: readonly string[]): Target[] {
  const page = (path: string) => (): Ask => ({ path, method: 'GET' });
  let asked = 1_000_000;
  const body = 'need=food&place=9&must=free&must=papers&speak=ar';
  return [
    {
      name: 'results, one question',
      ask: () => ({ path: '/en/search', method: 'POST', body }),
    },
    { name: 'results, 600 different questions', ask: (n) => question(mixed(n) % 600, places) },
    { name: 'results, never the same question twice', ask: () => question(asked++, places) },
    { name: 'service page, one', ask: page(`/en/s/${codes[0] ?? ''}`) },
    {
      name: `service pages, ${String(codes.length)} in six languages`,
      ask: (n) => {
        const at = mixed(n);
        const lang = LANGUAGES[at % 6] ?? 'en';
        return { path: `/${lang}/s/${codes[(at >>> 3) % codes.length] ?? ''}`, method: 'GET' };
      },
    },
    { name: 'home page', ask: page('/en/') },
    { name: 'HSDS list', ask: page('/hsds/3.1/services?per_page=50') },
  ];
}
