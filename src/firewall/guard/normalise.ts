/**
 * Makes the words of a label comparable however they were disguised (chapter 20, section 11): NFKC, case,
 * zero-width signs, accents, look-alike letters, digits for letters, Arabic letter forms and clitics,
 * Ethiopic homophones, words run together in camel case. Pure.
 */

export type Token = {
  /** Place in the text that was given. */
  from: number;
  to: number;
  /** The word and its other readings, the plainest first. */
  readings: readonly string[];
};

/** Letters of Cyrillic and Greek that look like Latin ones. */
const LATIN_LOOKS: Record<string, string> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  ё: 'e',
  һ: 'h',
  і: 'i',
  ї: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  х: 'x',
  ԝ: 'w',
  ɡ: 'g',
  ı: 'i',
  ո: 'n',
  ս: 'u',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  η: 'n',
  ω: 'w',
};
/** Letters of further scripts drawn like Latin capitals or small capitals: each pair of lines stands in the same order. */
const DRAWN_ALIKE: readonly (readonly [string, string])[] = [
  ['ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᏔᏃ', 'abcdeghijklmprstvwz'],
  ['ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ', 'abcdefghijklmnoprstuvwxyz'],
  ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'],
  ['ɑɓƈɖɛƒɠɦɩʝƙɭɱɳɵƥɾʂƭʋⱱʍƴʐǝɐıɨʉ', 'abcdefghijklmnoprstuvwyzeaiiu'],
  ['օհսոցզյւ', 'ohungqju'],
];
for (const [looks, letters] of DRAWN_ALIKE)
  [...looks.toLowerCase()].forEach((look, i) => {
    LATIN_LOOKS[look] ??= letters[i] ?? look;
  });
const ANY_LOOK = new RegExp(`[${Object.keys(LATIN_LOOKS).join('')}]`, 'u');

const CYRILLIC_LOOKS: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
};
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '2': 'z',
  '6': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '¡': 'i',
  '€': 'e',
};
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

export const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]/g;
/** Marks that only adorn: Latin, Greek, Cyrillic, Arabic and Hebrew ones. Marks of Indic, Khmer and Burmese are vowels and stay. */
const ADORNING =
  /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u20d0-\u20ff]/g;

/** White letters on a dark ground and the letters of flags, which NFKC leaves alone. */
function enclosedLetter(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const start = code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150;
  return String.fromCharCode(97 + Math.min(25, code - start));
}

/** Marks of one Burmese syllable in one order, each once, however they were typed. */
function inOrder(marks: string): string {
  return [...new Set(marks)].sort().join('');
}

/** The folded form that lexicon words and labels share. */
export function fold(text: string): string {
  if (/^[a-z]*$/i.test(text)) return text.toLowerCase();
  return text
    .replace(/[\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu, enclosedLetter)
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/['’ʼ`]/g, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(ADORNING, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[\u102b-\u103e]{2,}/g, inOrder)
    .replace(/\u0640/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىیېێئےۍ]/g, 'ي')
    .replace(/[ةەہھ]/g, 'ه')
    .replace(/ک/g, 'ك')
    .replace(/[ؤۆ]/g, 'و')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\u1250-\u1256]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x10))
    .replace(/[\u1220-\u1227]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x10))
    .replace(/[\u1280-\u1287]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x70))
    .replace(/[\u1210-\u1217]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x10))
    .replace(/[\u1340-\u1347]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x20))
    .replace(/[\u12d0-\u12d7]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x30));
}

/**
 * A word: letters, marks and digits; signs that stand for letters inside it; the apostrophe of Ukrainian.
 * `*` hides a letter.
 */
const WORD =
  /(?:[\p{L}\p{M}\p{N}@$\u24b6-\u24e9\u{1f130}-\u{1f189}\u{1f1e6}-\u{1f1ff}\u200b-\u200f\u2060\ufeff\u00ad]|(?<=[\p{L}\p{N}])[!¡€*](?=[\p{L}\p{N}])|(?<=\p{Script=Cyrillic})['’](?=\p{Script=Cyrillic}))+/gu;

/** The words of `text`, split also where letters change to capitals inside a word. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    for (const { from, word } of camelParts(match[0])) {
      const start = (match.index ?? 0) + from;
      const found = readings(word);
      if (found.length > 0) tokens.push({ from: start, to: start + word.length, readings: found });
    }
  }
  return tokens;
}

/** "immigrationStatus" is two words; "STATUS" and "McDonald" stay one or two as they fall. */
function camelParts(word: string): { from: number; word: string }[] {
  const cuts = [0];
  for (const match of word.matchAll(/(?<=[a-z\p{Ll}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu))
    cuts.push(match.index ?? 0);
  return cuts.map((from, i) => ({ from, word: word.slice(from, cuts[i + 1]) }));
}

/** Scripts that seldom write a letter twice. */
const UNDOUBLED = /^[\u0600-\u06ff\u1200-\u137f]+$/;

/** Latin letters in a Cyrillic word. */
const MIXED = /[a-z]\p{Script=Cyrillic}|\p{Script=Cyrillic}[a-z]/u;

/** All ways to read one word. */
export function readings(word: string): string[] {
  const plain = fold(word);
  if (plain === '') return [];
  if (/^[a-hj-km-z]+$/.test(plain) && (plain.length !== 5 || !/(.)\1/.test(plain))) return [plain];
  const all = new Set([plain]);
  if (/[\d@$!¡€]/.test(plain) && /\p{L}/u.test(plain)) {
    const letters = plain.replace(/[0-9@$!¡€]/g, (sign) => LEET[sign] ?? sign);
    all.add(letters);
    if (/[1!]/.test(plain))
      all.add(plain.replace(/[1!]/g, 'l').replace(/[0-9@$¡€]/g, (sign) => LEET[sign] ?? sign));
    // A word with its number ("visa2", "nationality1") is that word.
    all.add(plain.replace(/^\d+|\d+$/g, ''));
  }
  // A letter struck twice ("виззы").
  if ((plain.length === 5 || UNDOUBLED.test(plain)) && /(\p{L})\1/u.test(plain))
    all.add(plain.replace(/(\p{L})\1/gu, '$1'));
  for (const reading of Array.from(all)) {
    if (ANY_LOOK.test(reading) || MIXED.test(reading)) {
      const latin = [...reading].map((letter) => LATIN_LOOKS[letter] ?? letter).join('');
      if (/^[a-z]+$/.test(latin)) all.add(latin);
      if (/[a-z]/.test(reading))
        all.add([...reading].map((letter) => CYRILLIC_LOOKS[letter] ?? letter).join(''));
    }
    if (/^[\u1200-\u137f]{3,}$/.test(reading))
      for (const bare of withoutAffixes(reading)) all.add(bare);
    if (/[\u0600-\u06ff]/.test(reading)) for (const bare of withoutClitics(reading)) all.add(bare);
  }
  // A small L, a capital I and a one are the same stroke.
  if (/^[a-z]+$/.test(plain) && plain.length <= 24) {
    if (plain.length > 3 && plain.includes('l')) all.add(plain.replace(/l/g, 'i'));
    if (/[A-Z]/.test(word) && word.includes('I')) all.add(fold(word.replace(/I/g, 'l')));
  }
  all.delete('');
  return [...all];
}

/** Arabic writes "and", "by", "for", "the" onto the word. */
function withoutClitics(word: string): string[] {
  const found: string[] = [];
  const bare = /^(?:[وف]?(?:بال|كال|لل|ال)|[وفبلك])(.{3,})$/u.exec(word)?.[1];
  if (bare) found.push(bare);
  const deeper = /^[وف](.{4,})$/u.exec(word)?.[1];
  if (deeper) found.push(deeper);
  for (const one of [word, ...found]) {
    const stem = /^(.{3,})(?:هم|ها|كم|نا|هن|ك|ه)$/u.exec(one)?.[1];
    if (stem && stem.length >= 4) found.push(stem);
  }
  return found;
}

/** Tigrinya and Amharic write "of", "in", "for", "and", "your" onto the word. */
function withoutAffixes(word: string): string[] {
  const bare = [word, word.replace(/^[የበከለንብ]/u, '')];
  return [...bare, ...bare.map((one) => one.replace(/(?:[ንካኪኻኺህሽዎ]|ኹም|ችሁ)$/u, ''))].filter(
    (one) => one.length >= 2,
  );
}
