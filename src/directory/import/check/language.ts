/** Languages as BCP 47 codes, from codes or from names in several languages. */

const NAMED_IN = ['en', 'fr', 'es', 'pt', 'de', 'it', 'ar', 'fa', 'tr', 'ru', 'uk', 'am', 'ti'];
/** Every language with a two-letter code, and those without one that people on the move speak. */
const LONGER = [
  'ckb',
  'kmr',
  'rhg',
  'prs',
  'hif',
  'ady',
  'ceb',
  'chr',
  'fil',
  'gsw',
  'haw',
  'hmn',
  'ilo',
  'kbd',
  'kea',
  'lus',
  'mai',
  'nds',
  'pap',
  'pcm',
  'quc',
  'rom',
  'scn',
  'sco',
  'shi',
  'syr',
  'tet',
  'tig',
  'tpi',
  'yue',
  'zgh',
  'kam',
  'luo',
  'mam',
];
/** Names that people write and that no list of languages has. */
const ALSO: Record<string, string> = {
  creole: 'ht',
  'haitian creole': 'ht',
  'french creole': 'ht',
  kreyol: 'ht',
  farsi: 'fa',
  dari: 'fa-AF',
  sorani: 'ckb',
  kurmanji: 'kmr',
  kurdish: 'ku',
  mandarin: 'zh',
  cantonese: 'yue',
  chinese: 'zh',
  tagalog: 'fil',
  filipino: 'fil',
  'american sign language': 'ase',
  asl: 'ase',
  'american sign language (asl)': 'ase',
  'british sign language': 'bfi',
  bsl: 'bfi',
  burmese: 'my',
  castilian: 'es',
  espanol: 'es',
  bahasa: 'id',
  flemish: 'nl-BE',
  moldovan: 'ro',
  rohingya: 'rhg',
  hebrew: 'he',
  tigrigna: 'ti',
  'traditional chinese': 'zh-Hant',
  'simplified chinese': 'zh-Hans',
  'brazilian portuguese': 'pt-BR',
};

let byName: Map<string, string> | undefined;

function names(): Map<string, string> {
  if (byName) return byName;
  const found = new Map<string, string>();
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = [...letters.flatMap((a) => letters.map((b) => a + b)), ...LONGER];
  for (const locale of NAMED_IN) {
    const display = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' });
    for (const code of codes) {
      const name = display.of(code);
      // Aliases such as `sh` carry the name of another code: the canonical one came or comes by itself.
      if (name && !found.has(fold(name)) && new Intl.Locale(code).toString() === code)
        found.set(fold(name), code);
    }
  }
  for (const [name, code] of Object.entries(ALSO)) found.set(fold(name), code);
  byName = found;
  return found;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The canonical code of `text` (a code of ISO 639 or BCP 47, or a name), or undefined. */
export function languageCode(text: string): string | undefined {
  const plain = text.trim();
  if (/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(plain)) {
    try {
      const locale = new Intl.Locale(plain.replaceAll('_', '-'));
      if (locale.language !== 'und' && locale.language !== 'mis' && isAssigned(locale.language)) {
        // CLDR folds Dari into Persian; here they are told apart.
        return plain.toLowerCase() === 'prs' ? 'fa-AF' : locale.toString();
      }
    } catch {
      // Not a tag: perhaps a name.
    }
  }
  const whole = fold(plain);
  return names().get(whole) ?? names().get(whole.replace(/\s*\(.*\)$/, ''));
}

const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** Whether the code means a language: two letters that the lists know; three letters are too many to list. */
function isAssigned(language: string): boolean {
  return (
    english.of(language) !== undefined ||
    (language.length === 3 && !/^q[a-t]/.test(language) && names().get(language) === undefined)
  );
}
