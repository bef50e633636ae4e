/**
 * What a hurried or a sly hand makes of a label: slips of the fingers, letters that look alike, digits for letters,
 * letters pulled apart, names as programs write them, words without their vowels. The same seed gives the same
 * disguises. For measuring the guard only.
 */
import type { Random } from '../../../learning/random.ts';
import { romanised } from '../romanise.ts';

const LOOKS: Record<string, string> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  а: 'a',
  с: 'c',
  е: 'e',
  і: 'i',
  о: 'o',
  р: 'p',
  х: 'x',
  у: 'y',
  ک: 'ك',
  ی: 'ي',
  ي: 'ی',
  ك: 'ک',
  ا: 'أ',
  ه: 'ة',
  ሀ: 'ሐ',
  ሰ: 'ሠ',
  አ: 'ዐ',
  ጸ: 'ፀ',
};
const DIGITS: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const KEYS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'йцукенгшщзхї', 'фівапролджє', 'ячсмитьбю'];

type Disguise = (label: string, next: Random) => string;

/** Letters of the longest word that a slip may hit: not the first, not signs. */
function longest(label: string): { from: number; letters: string[] } {
  const words = [...label.matchAll(/[\p{L}\p{M}]+/gu)];
  const word = words.sort((a, b) => b[0].length - a[0].length)[0];
  return { from: word?.index ?? 0, letters: [...(word?.[0] ?? '')] };
}

function slip(change: (letters: string[], at: number, next: Random) => string[]): Disguise {
  return (label, next) => {
    const { from, letters } = longest(label);
    if (letters.length < 4) return label;
    const at = 1 + Math.floor(next() * (letters.length - 2));
    const word = letters.join('');
    return (
      label.slice(0, from) + change(letters, at, next).join('') + label.slice(from + word.length)
    );
  };
}

function neighbour(letter: string, next: Random): string {
  const row = KEYS.find((keys) => keys.includes(letter.toLowerCase()));
  if (!row) return letter;
  const at = row.indexOf(letter.toLowerCase());
  return row[at + (next() < 0.5 && at > 0 ? -1 : 1)] ?? row[at - 1] ?? letter;
}

const DISGUISES: readonly Disguise[] = [
  slip((letters, at) => letters.toSpliced(at, 2, letters[at + 1] ?? '', letters[at] ?? '')),
  slip((letters, at) => letters.toSpliced(at, 1)),
  slip((letters, at) => letters.toSpliced(at, 0, letters[at] ?? '')),
  slip((letters, at, next) => letters.toSpliced(at, 1, neighbour(letters[at] ?? '', next))),
  (label, next) => [...label].map((one) => (next() < 0.7 ? (LOOKS[one] ?? one) : one)).join(''),
  (label, next) => [...label].map((one) => (next() < 0.6 ? (DIGITS[one] ?? one) : one)).join(''),
  (label, next) => {
    const { from, letters } = longest(label);
    const gap = ['.', ' ', '-', '_', '\u200b'][Math.floor(next() * 5)] ?? '.';
    const word = letters.join('');
    return (
      label.slice(0, from) +
      word.match(/\P{M}\p{M}*/gu)?.join(gap) +
      label.slice(from + word.length)
    );
  },
  (label) => label.replaceAll(/[\s\-/:,?؟()]+/g, '_').replace(/_$/, ''),
  (label) =>
    label.replaceAll(
      /[\s\-/:,?؟()]+(\p{L})?/gu,
      (_, letter?: string) => letter?.toUpperCase() ?? '',
    ),
  (label) => label.toUpperCase(),
  (label) => label.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, ''),
  (label) =>
    [...label]
      .map((one) => (/[!-~]/.test(one) ? String.fromCharCode(one.charCodeAt(0) + 0xfee0) : one))
      .join(''),
  (label) =>
    label.replaceAll(
      /[a-z]{6,}/gi,
      (word) => word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, ''),
    ),
  (label) => label.replaceAll(/[a-z]{8,}/gi, (word) => word.slice(0, 5)),
];

/** One disguise of the label, or of its Latin spelling where the language has one; never the label itself, if it can be. */
export function disguised(language: string, label: string, next: Random): string {
  const latin = next() < 0.25 ? romanised(language, label.replaceAll(/[?፧]/g, '')) : [];
  if (latin.length > 0) return latin[Math.floor(next() * latin.length)] ?? label;
  for (let tries = 0; tries < 8; tries++) {
    const made = DISGUISES[Math.floor(next() * DISGUISES.length)]?.(label, next) ?? label;
    if (made !== label) return made;
  }
  return label;
}
