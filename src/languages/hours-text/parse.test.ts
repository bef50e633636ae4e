import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, openState } from '../../finder/hours.ts';
import { zoneTransitions } from '../zone.ts';
import { parseHours } from './index.ts';

const clock = (minutes = NaN): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Rules in short: `MO,TU 09:00-17:00`, closed ones with a minus. */
function read(text: string, lang?: string): string | undefined {
  return parseHours(text, lang)
    ?.rules.map(({ effect, byday, opens, closes }) => {
      const days = (byday ?? []).map(({ day, ordinal }) => `${ordinal ?? ''}${day}`).join();
      const times = opens === undefined ? '' : ` ${clock(opens)}-${clock(closes)}`;
      return `${effect === 'closed' ? '-' : ''}${days}${times}`;
    })
    .join(' ');
}

const WORK = 'MO,TU,WE,TH,FR';
const ALL = 'MO,TU,WE,TH,FR,SA,SU';

describe('English', () => {
  it.each([
    ['Mon-Fri 9:00am-5:00pm', `${WORK} 09:00-17:00`],
    ['9:00am-5:00pm, Mon-Fri', `${WORK} 09:00-17:00`],
    ['MONDAY – FRIDAY: 9 a.m. – 5 p.m.', `${WORK} 09:00-17:00`],
    ['Monday to Friday from 9am until 5pm', `${WORK} 09:00-17:00`],
    ['Open Monday through Friday, 0900-1700', `${WORK} 09:00-17:00`],
    [
      '9:00am-4:00pm, Mon, Tue, Thur, Fri;\n9:00am-12:00pm, Wed',
      'MO,TU,TH,FR 09:00-16:00 WE 09:00-12:00',
    ],
    ['9:00am-4:00pm, Mon, Tues & Thur\\n9:00am-Noon, Wed', 'MO,TU,TH 09:00-16:00 WE 09:00-12:00'],
    ['8:00am-12:00pm; 1:00pm-5:00pm, Mon-Fri', `${WORK} 08:00-12:00 ${WORK} 13:00-17:00`],
    ['9:00am-1:00pm / 2:00pm-6:00pm, Tue', 'TU 09:00-13:00 TU 14:00-18:00'],
    [
      'Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-14:00',
      `${WORK} 09:00-12:00 ${WORK} 13:00-17:00 SA 10:00-14:00`,
    ],
    ['9:30am-4:30pm, Mon, Wed-Sun', 'MO,WE,TH,FR,SA,SU 09:30-16:30'],
    ['Sun-Thurs 8am-4pm', 'MO,TU,WE,TH,SU 08:00-16:00'],
    ['Sundays only 8am to noon', 'SU 08:00-12:00'],
    ['daily noon to midnight', `${ALL} 12:00-24:00`],
    ['4:00pm-12:00am, every day', `${ALL} 16:00-24:00`],
    ['22:00-06:00 daily', `${ALL} 22:00-06:00`],
    ['Sat 8pm - 2am', 'SA 20:00-02:00'],
    ['midnight to 8am, Mon', 'MO 00:00-08:00'],
    ['Mon 00:00-00:00', 'MO 00:00-24:00'],
    ['Mon 18:00-24:00', 'MO 18:00-24:00'],
    ['12:00am-8:00am, Mon', 'MO 00:00-08:00'],
    ['12:30pm-1:30pm Mon', 'MO 12:30-13:30'],
    ['24/7', `${ALL} 00:00-24:00`],
    ['24 hours', `${ALL} 00:00-24:00`],
    ['24 hours a day, 7 days a week', `${ALL} 00:00-24:00`],
    ['Always open', `${ALL} 00:00-24:00`],
    ['24 hours, Mon-Fri', `${WORK} 00:00-24:00`],
    ['Mon-Sat 9:00-18:00; Sun closed', 'MO,TU,WE,TH,FR,SA 09:00-18:00 -SU'],
    ['Mon-Fri 9am-5pm, closed Sunday', `${WORK} 09:00-17:00 -SU`],
    [
      'Mon-Fri 9am-5pm\nClosed daily for lunch 12:30pm-1:00pm',
      `${WORK} 09:00-17:00 -${ALL} 12:30-13:00`,
    ],
    ['9:30am-1:00pm, 2nd and 4th Saturday of each month', '2SA,4SA 09:30-13:00'],
    ['First Sat of the month (ONLY), 8:00am-4:30pm', '1SA 08:00-16:30'],
    ['last Friday of every month 10am-2pm', '-1FR 10:00-14:00'],
  ])('%j', (text, expected) => {
    expect(read(text, 'en')).toBe(expected);
    expect(read(text)).toBe(expected);
  });
});

describe('other languages', () => {
  it.each([
    [
      'fr',
      'du lundi au vendredi de 9h à 12h30 et de 14h à 17h',
      `${WORK} 09:00-12:30 ${WORK} 14:00-17:00`,
    ],
    ['fr', 'Lundi, mercredi et vendredi : 9 h – 12 h', 'MO,WE,FR 09:00-12:00'],
    ['fr', 'Ouvert tous les jours de midi à minuit', `${ALL} 12:00-24:00`],
    ['fr', 'lun-ven 8h30-17h, sam fermé', `${WORK} 08:30-17:00 -SA`],
    ['fr', '24h/24, 7j/7', `${ALL} 00:00-24:00`],
    ['fr', 'le premier mardi du mois de 14h à 16h', '1TU 14:00-16:00'],
    ['fr', 'samedi de 9 heures à 5 heures de l’après-midi', 'SA 09:00-17:00'],
    [
      'es',
      'lunes a viernes de 9:00 a 14:00 y de 16 a 20 h',
      `${WORK} 09:00-14:00 ${WORK} 16:00-20:00`,
    ],
    ['es', 'Todos los días, 8 a 22 horas', `${ALL} 08:00-22:00`],
    ['es', 'miércoles y sábados de 9 de la mañana a 5 de la tarde', 'WE,SA 09:00-17:00'],
    ['es', 'lun-vie 9:00-18:00; domingo cerrado', `${WORK} 09:00-18:00 -SU`],
    ['es', 'abierto las 24 horas', `${ALL} 00:00-24:00`],
    ['es', 'de lunes a jueves desde el mediodía hasta la medianoche', 'MO,TU,WE,TH 12:00-24:00'],
    ['pt', 'segunda a sexta das 9h às 18h; sábado fechado', `${WORK} 09:00-18:00 -SA`],
    ['pt', 'terça-feira e quinta-feira, 8h30–12h', 'TU,TH 08:30-12:00'],
    ['pt', 'segunda a sexta, do meio-dia às 18h', `${WORK} 12:00-18:00`],
    ['pt', 'todos os dias das 9 da manhã às 5 da tarde', `${ALL} 09:00-17:00`],
    ['ar', 'من الأحد إلى الخميس من الساعة 8:00 صباحاً حتى 4:00 مساءً', 'MO,TU,WE,TH,SU 08:00-16:00'],
    ['ar', 'الاثنين-الخميس والسبت ٨:٣٠ - ١٦:٠٠', 'MO,TU,WE,TH,SA 08:30-16:00'],
    ['ar', 'أيام الأحد فقط ٩ ص - ٢ م', 'SU 09:00-14:00'],
    ['ar', 'يوميا من ١٠ صباحا الى ١ ظهرا', `${ALL} 10:00-13:00`],
    ['ar', 'كل يوم من الظهر حتى منتصف الليل', `${ALL} 12:00-24:00`],
    ['ar', 'مفتوح دائما', `${ALL} 00:00-24:00`],
    ['ar', 'السبت - الأربعاء: ۸:۳۰–۱۶:۰۰، الجمعة مغلق', 'MO,TU,WE,SA,SU 08:30-16:00 -FR'],
  ])('%s: %j', (lang, text, expected) => {
    expect(read(text, lang)).toBe(expected);
    expect(read(text)).toBe(expected);
  });

  it('knows English beside the language of the text', () => {
    expect(read('الأحد-الخميس 8:00am - 4:00pm', 'ar')).toBe('MO,TU,WE,TH,SU 08:00-16:00');
    expect(read('Mon-Fri 9h-17h', 'fr-BE')).toBe(`${WORK} 09:00-17:00`);
  });

  it('takes "mar" for Tuesday where the language is known, and for nothing otherwise', () => {
    expect(read('mar 9h-12h', 'fr')).toBe('TU 09:00-12:00');
    expect(read('mar 9-14 h', 'es')).toBe('TU 09:00-14:00');
    expect(read('mar 9h-12h')).toBeUndefined();
  });

  it('does not know a language that was ruled out', () => {
    expect(read('lundi 9h-17h', 'en')).toBeUndefined();
    expect(read('lundi 9h-17h', 'so')).toBe('MO 09:00-17:00');
  });

  it('takes a clock without halves for one of 24 hours where that is the custom', () => {
    expect(read('lundi 8:00-11:00', 'fr')).toBe('MO 08:00-11:00');
    expect(read('Monday 8:00-11:00', 'en')).toBeUndefined();
  });
});

describe('times that contradict themselves', () => {
  const warned = (text: string, lang?: string) => parseHours(text, lang)?.warnings;

  it('are read when one reading is possible, with a warning', () => {
    expect(read('Sun-Thurs 8:00am - Close at 16:00pm')).toBe('MO,TU,WE,TH,SU 08:00-16:00');
    expect(warned('Sun-Thurs 8:00am - Close at 16:00pm')).toEqual(['time_contradicts_itself']);
    expect(read('Sun-Thurs 13:00pm - 17:00pm')).toBe('MO,TU,WE,TH,SU 13:00-17:00');
    expect(read('الأحد-الخميس 8:00am - يغلق عند الساعة 16:00 مساء', 'ar')).toBe(
      'MO,TU,WE,TH,SU 08:00-16:00',
    );
    expect(warned('الأحد-الخميس 8:00am - يغلق عند الساعة 16:00 مساء', 'ar')).toEqual([
      'time_contradicts_itself',
    ]);
  });

  it('with one half missing are read when the other readings promise more', () => {
    for (const [text, expected] of [
      ['9:00am-5:00, Mon', 'MO 09:00-17:00'],
      ['8:00-4:00pm, Mon', 'MO 08:00-16:00'],
      ['8-7pm, Mon', 'MO 08:00-19:00'],
      ['6:00-8:00pm, Mon', 'MO 18:00-20:00'],
      ['9-11am, Mon', 'MO 09:00-11:00'],
      ['10:00am-2:00, Mon', 'MO 10:00-14:00'],
    ] as const) {
      expect(read(text)).toBe(expected);
      expect(warned(text)).toEqual(['half_of_day_assumed']);
    }
  });

  it.each([
    '9-5 Mon',
    'Mon 8:00 - 4:30',
    'Mon 13:00am - 5pm',
    'Mon 9:00pm-7:00pm',
    'Mon 9am-9am',
    'Mon 25:00-26:00',
    'Mon 9:75am-5pm',
    'Mon 10:00-24:30',
    'Mon 6:30am-6:300pm',
    'Mon 8:00m-5:00pm',
    'Mon 9:0am-3:00pm',
    'Mon 0pm-3pm',
    'Mon 24:00-8:00',
    'Mon 24pm-8am',
  ])('%j is not read', (text) => {
    expect(parseHours(text)).toBeUndefined();
  });

  it('mends a dash that was saved in the wrong encoding', () => {
    expect(read('8:30amGÇô5:00pm, Mon')).toBe('MO 08:30-17:00');
    expect(warned('8:30amâ€“5:00pm, Mon')).toEqual(['dash_mended']);
  });

  it('tells of a day that is named twice', () => {
    expect(read('8:30am-5:15pm, Mon-Fri;\n8:30am-7:00pm, Wed')).toBe(
      `${WORK} 08:30-17:15 WE 08:30-19:00`,
    );
    expect(warned('8:30am-5:15pm, Mon-Fri;\n8:30am-7:00pm, Wed')).toEqual(['day_named_twice']);
    expect(warned('Mon-Fri 9:00-12:00, 13:00-17:00')).toEqual([]);
  });
});

describe('what is not understood wholly is not read', () => {
  it.each([
    '',
    '   ',
    ';;;',
    'Call for hours',
    'Mon-Fri',
    '9:00am-5:00pm',
    '7:00pm, Tue',
    'Mon-Fri 9am-5pm by appointment',
    'Administrative Hours:\n9:00am-5:00pm, Mon-Fri\n\nClinic:\n10:00am-2:00pm, Tue',
    '9:00am-5:00pm, Mon-Fri and holidays',
    'weekdays 9am-5pm',
    'Mon-Fri 9am-5pm (summer)',
    'Mon-Thru 9am-5pm',
    '9:00am & 1:00pm, Tue, Thur',
    '2:00pm 6:00pm, Mon-Fri',
    '10:00am- -3:00pm, Mon-Fri',
    'every other Tuesday 9am-5pm',
    '3rd Saturday 9am-5pm',
    '1st Monday and Tuesday of the month 9am-5pm',
    '24 hours, Mon-Fri, Sat closed',
    '9am-5pm Mon-Fri, Sat closed',
    'Monday of every month 9am-5pm',
    'Mar 16-20, 9:00-12:00',
    'closed Mon 9am-5pm',
    'not Monday 9am-5pm',
    'Mon\nTue 9am-5pm',
    'Mon 9am-5pm, Tue',
    'Mon 9am-5pm Sat closed 12pm-1pm',
    '9:00am-12:00pm\n1:00pm-5:00pm, Mon',
    'Feb 9, 9:00am-12:00pm',
    'ماعدا الجمعة 9 ص - 5 م',
  ])('%j', (text) => {
    expect(parseHours(text)).toBeUndefined();
  });

  it('is any text, of any length, without failing', () => {
    const pieces = fc.constantFrom(
      'Mon',
      'lundi',
      'الأحد',
      'to',
      'a',
      '-',
      ',',
      ';',
      '\n',
      '9',
      '9:00',
      '17:00',
      'am',
      'pm',
      'noon',
      'closed',
      'daily',
      '24',
      'hours',
      '1st',
      'of the month',
      'lunch',
      '(',
      ')',
      '&',
      'h',
      'foo',
      '٨',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(undefined, 'en', 'fr', 'es', 'pt', 'ar', 'zz'),
        (text, lang) => {
          const parsed = parseHours(text, lang);
          if (!parsed) return;
          expect(parsed.rules.length).toBeGreaterThan(0);
          for (const { byday, opens, closes } of parsed.rules) {
            expect(byday?.length).toBeGreaterThan(0);
            if (opens === undefined) continue;
            expect(opens).toBeGreaterThanOrEqual(0);
            expect(opens).toBeLessThan(1440);
            expect(closes).toBeLessThanOrEqual(1440);
            expect(closes).not.toBe(opens);
          }
        },
      ),
      { numRuns: 4000 },
    );
    expect(parseHours('Mon '.repeat(100_000))).toBeUndefined();
  });
});

describe('hours that were written down are read back', () => {
  const NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const half = (minutes: number): string => {
    const hour = Math.floor(minutes / 60);
    return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minutes % 60).padStart(2, '0')}${hour < 12 ? 'am' : 'pm'}`;
  };
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 1430 }), fc.integer({ min: 1, max: 1439 }))
    .filter(([opens, closes]) => opens < closes);

  it('on 12- and 24-hour clocks, days first or times first', () => {
    fc.assert(
      fc.property(
        fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
        interval,
        fc.boolean(),
        fc.boolean(),
        (days, [opens, closes], daysFirst, of12) => {
          const times = of12
            ? `${half(opens)}-${half(closes)}`
            : `${clock(opens)}-${clock(closes)}`;
          const names = days.map((day) => NAMES[day]).join(', ');
          // Ten to noon on a clock that shows no zero may be of either kind.
          fc.pre(of12 || clock(opens).startsWith('0') || closes >= 780);
          const codes = days.map((day) => CODES[day]).join();
          const text = daysFirst ? `${names} ${times}` : `${times}, ${names}`;
          expect(read(text, 'en')).toBe(`${codes} ${clock(opens)}-${clock(closes)}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('and are rules that the finder understands', () => {
    const zone = zoneTransitions('Asia/Amman', Date.UTC(2026, 0, 1), Date.UTC(2027, 1, 1));
    const rules = parseHours('الأحد-الخميس ٨:٠٠ ص - ٤:٠٠ م', 'ar')?.rules ?? [];
    const pattern = compilePattern(
      { zone, rules, holidayRule: 'unknown', holidays: [] },
      Date.UTC(2026, 5, 1),
    );
    expect(openState(pattern, Date.parse('2026-06-14T10:00:00+03:00')).state).toBe('open');
    expect(openState(pattern, Date.parse('2026-06-12T10:00:00+03:00')).state).toBe('closed');
  });
});
