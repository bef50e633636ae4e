/** Burmese syllables: the rhyme is read as one, because its letters change each other. */
import { tableOf } from './name-alphabets.ts';

const INITIALS = tableOf(
  'ကk ခx ဂg ဃg ငng စs ဆs ဇz ဈz ညny ဉny ဋt ဌt ဍd ဎd ဏn တt ထt ဒd ဓd နn ပp ဖf ဗb ဘb မm ယy ရy လl ဝw သT ဟh ဠl အ ဿT',
);
const ALONE = tableOf('ဣi ဤi ဥu ဦu ဧe ဩo ဪo');

/** Vowel signs of the syllable, then its closing letter, to the rhyme as Burmese write it in Latin. */
const RHYMES: ReadonlyMap<string, string> = new Map(
  (
    'င:in ေါင:aung ောင:aung ိုင:aing န:an ိန:ein ုန:on မ:an ိမ:ein ုမ:on ံ:an ိံ:ein ုံ:on ' +
    'က:et ောက:auk ေါက:auk ိုက:aik စ:it တ:at ိတ:eit ုတ:ut ပ:at ိပ:eit ုပ:ut ည:i ဉ:in ယ:e ' +
    'ာ:a ါ:a ိ:i ီ:i ု:u ူ:u ေ:e ဲ:e ော:aw ေါ:aw ို:o'
  )
    .split(' ')
    .map((entry) => entry.split(':') as [string, string]),
);
const SYLLABLE =
  /([\u1000-\u1021\u103f])([\u103b-\u103e]*)([\u102b-\u1032\u1036]*)((?:[\u1000-\u1021]\u103a|\u103a)?)[\u1037\u1038\u103a]*(?:([\u1000-\u1021])\u1039)?/gu;

function initialOf(letter: string, medials: string): string {
  const base = INITIALS.get(letter) ?? '';
  const y = medials.includes('\u103b') || medials.includes('\u103c');
  const h = medials.includes('\u103e');
  const w = medials.includes('\u103d') ? 'w' : '';
  if (h && (letter === 'ရ' || (letter === 'လ' && y))) return `S${w}`;
  if (y && letter === 'ခ') return `C${w}`;
  return (h ? 'h' : '') + base + (y ? 'y' : '') + w;
}

/** A nasal in the creaky tone is written with a t in Latin: Myint, Khant. Kept as a mark after the asat. */
const creaky = (word: string): string =>
  word.replace(/([\u1004\u1014\u1019])(?:\u1037\u103a|\u103a\u1037)/gu, '$1\u103a\u1037');

/** @param word in standard order: words as short as names do not show whether they are Zawgyi. */
export function readBurmese(word: string): string {
  let sounds = '';
  for (const [letter] of word.matchAll(/[\u1023-\u102a]/gu)) sounds += ALONE.get(letter) ?? '';
  for (const match of creaky(word).matchAll(SYLLABLE)) {
    const [, letter = '', medials = '', signs = '', closing = '', stacked = ''] = match;
    const end = closing.replace('\u103a', '') + stacked;
    const rhyme = RHYMES.get(signs + end) ?? (RHYMES.get(signs) ?? '') + (INITIALS.get(end) ?? '');
    const open = signs === '' && end === '' ? 'a' : rhyme;
    if (letter === 'အ' && signs === '\u1031' && end === '') {
      sounds += 'aye';
      continue;
    }
    const initial = initialOf(letter, medials);
    sounds += initial.endsWith('w') && open === 'an' ? `${initial.slice(0, -1)}un` : initial + open;
    if (/[\u1004\u1014\u1019]\u103a\u1037/u.test(match[0])) sounds += 't';
  }
  return sounds;
}
