/** Ethiopic letters that sound alike, which people write for one another (chapter 10, section 6). */

/** From, to, how many orders of the series. */
type Series = readonly [from: number, to: number, orders: number];

const BOTH: readonly Series[] = [
  [0x1220, 0x1230, 8], // ሠ → ሰ
  [0x1340, 0x1338, 8], // ፀ → ጸ
  [0x1280, 0x1210, 8], // ኀ → ሐ
  [0x1248, 0x1246, 1], // ቈ → ቆ
  [0x12b0, 0x12ae, 1], // ኰ → ኮ
  [0x1310, 0x130e, 1], // ጐ → ጎ
];
/** Gutturals of the first and the fourth order sound alike in Tigrinya; writers of two countries differ. */
const TIGRINYA: readonly Series[] = [
  [0x12b8, 0x12a8, 7], // ኸ → ከ
  [0x1200, 0x1203, 1], // ሀ → ሃ
  [0x1210, 0x1213, 1], // ሐ → ሓ
  [0x1280, 0x1213, 1], // ኀ → ሓ
  [0x12a0, 0x12a3, 1], // አ → ኣ
  [0x12d0, 0x12d3, 1], // ዐ → ዓ
];
/** In Amharic the three h are one sound, also in the first and the fourth order. */
const AMHARIC: readonly Series[] = [
  [0x1210, 0x1200, 7], // ሐ → ሀ
  [0x1280, 0x1200, 7], // ኀ → ሀ
  [0x12b8, 0x1200, 7], // ኸ → ሀ
  [0x12d0, 0x12a0, 7], // ዐ → አ
  [0x1203, 0x1200, 1], // ሃ → ሀ
  [0x1213, 0x1200, 1], // ሓ → ሀ
  [0x1283, 0x1200, 1], // ኃ → ሀ
  [0x12bb, 0x1200, 1], // ኻ → ሀ
  [0x12a3, 0x12a0, 1], // ኣ → አ
  [0x12d3, 0x12a0, 1], // ዓ → አ
  [0x12c9, 0x12cd, 1], // ዉ → ው
];

export const ETHIOPIC = /\p{Script=Ethiopic}/u;
const LETTER = /[\u1200-\u137f]/g;
const MARKS = /[\u135d-\u135f]/g;

const amharic = table([...BOTH, ...AMHARIC]);
const tigrinya = table([...BOTH, ...TIGRINYA]);
const shared = table(BOTH);

/** Folds by the rules of the language: `am` and `ti` differ, others get what both have in common. */
export function foldEthiopic(text: string, lang: string): string {
  const letters = lang === 'am' ? amharic : lang === 'ti' ? tigrinya : shared;
  return text.replace(MARKS, '').replace(LETTER, (letter) => letters.get(letter) ?? letter);
}

/** Later series win, so that a letter goes straight to its last form. */
function table(series: readonly Series[]): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [from, to, orders] of series) {
    for (let order = 0; order < orders; order++) {
      letters.set(String.fromCharCode(from + order), String.fromCharCode(to + order));
    }
  }
  return letters;
}
