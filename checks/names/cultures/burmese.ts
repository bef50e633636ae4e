/** Burmese names are rows of syllables, each with its usual and less usual Latin spellings. */
import { any, capital, type Culture, frequent, type Half, halfOf, words } from './culture.ts';

const SYLLABLES =
  words(`အောင်:aung|ong မောင်:maung|mong ဝင်း:win|wynn ထွန်း:tun|htun ဇော်:zaw|zo မင်း:min|minn ခင်:khin|kin သန်း:than ကျော်:kyaw|kyo လှ:hla
  စိုး:soe|so နိုင်:naing|nine မြင့်:myint|myin ခိုင်:khaing|khine စန်း:san|sann ဝင်:win သိန်း:thein|thain ဖြူ:phyu|pyu မိုး:moe|mo ညွန့်:nyunt|nyun
  အေး:aye|ay လင်း:lin|linn သူ:thu ရီ:yi|yee ထက်:htet|het ဖြိုး:phyo|pyo ကို:ko ရွှေ:shwe သွယ်:thwe|thway နီ:ni|nee
  မြ:mya တင်:tin ဌေး:htay|hte စု:su ရန်:yan ဆွေ:swe ခန့်:khant|kant ဇင်:zin သီရိ:thiri မာ:mar|ma ဖိုး:phoe|pho ဦး:oo|u နွယ်:nwe|nway
  ချို:cho ဟန်:han ပြည့်:pyae|pyay ဇာ:zar|za ယု:yu ငြိမ်း:nyein|ngyein ကြည်:kyi|kyee`);
const STOCK: Readonly<Record<Half, readonly string[]>> = {
  tuning: halfOf(SYLLABLES, 'tuning'),
  test: halfOf(SYLLABLES, 'test'),
};

export const BURMESE: Culture = {
  id: 'burmese',
  share: 4,
  styles: ['native', 'english', 'english'],
  make(random, half) {
    const count = any(random, [3, 3, 3, 4, 2]);
    const [given = '', ...rest] = Array.from({ length: count }, () =>
      frequent(random, STOCK[half], 12),
    );
    return { given: [given], middle: [], family: rest };
  },
  sibling(_of, random, half) {
    return BURMESE.make(random, half);
  },
  spell(stem, style, random) {
    const [native = '', latin = ''] = stem.split(':');
    if (style === 'native') return native;
    const ways = latin.split('|');
    return capital(random.chance(0.25) ? any(random, ways) : (ways[0] ?? ''));
  },
  between: (style) => (style === 'native' ? '' : ' '),
};
