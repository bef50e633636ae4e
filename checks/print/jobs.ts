/** Every form of the check's card in a language, and a list of places. */
import {
  cardPaper,
  type CardPaper,
  listPaper,
  type ListPaper,
  type PaperWords,
  type PrintJob,
} from '../../src/channels/print/index.ts';
import type { ShownCard } from '../../src/guidance/index.ts';
import { NUMBER, TEXTS } from './texts.ts';

/** 22 November 2026, in days since 1970. */
const TODAY = 20_779;
const ORIGIN = 'https://wayhouse.example';

/** The card in a language; a machine's draft everywhere but in English, so that the notice stands on it. */
export function checkCard(lang: string): ShownCard {
  const text = TEXTS[lang];
  if (!text) throw new Error(`There is no text in "${lang}" for the check of prints.`);
  return {
    card: {
      code: 210,
      territory: 'XW',
      topic: 'health',
      kind: 'right',
      safety: false,
      essential: false,
      ownerOrg: '00000000-0000-7000-8000-0000000000a1',
      ownerRole: 'Health information desk',
      publisher: 'Red Cross of Selmora',
      sourceLang: 'en',
      sources: [
        { name: 'Health office of Selmora', dated: '2026-10-01' },
        { name: 'Patients’ Rights Act, § 4 (2)' },
      ],
      confirmedBy: 'Ministry of Health',
      confirmedOn: '2026-10-20',
      checkedOn: '2026-11-01',
      reviewBy: '2027-02-01',
      needs: ['health.doctor'],
      services: [],
    },
    publication: {
      card: 210,
      lang,
      version: 3,
      revision: 4,
      meaning: 2,
      words: { ...text, action: 'call', target: NUMBER },
      resolved: {},
      machine: lang !== 'en',
      issuedAt: '2026-11-02T10:00:00.000Z',
    },
    media: [],
    languages: ['en', 'ar', 'fa', 'ti', 'my', 'km', 'th', 'uk'],
    standing: { state: 'current' },
  };
}

export function checkPaper(lang: string, words: PaperWords): CardPaper {
  return cardPaper({ shown: checkCard(lang), words, origin: ORIGIN, today: TODAY });
}

export function checkList(lang: string, words: PaperWords, count: number): ListPaper {
  const hours = words.text('cards.hours_every_day', { hours: '09:00–17:00' });
  return listPaper({
    words,
    place: 'Harbour city',
    link: `${ORIGIN}/${lang}/find?place=42`,
    publisher: 'Red Cross of Selmora',
    today: TODAY,
    places: Array.from({ length: count }, (_, index) => ({
      code: String(407_130 + index),
      name: index % 2 ? 'Harbour Street night clinic' : (TEXTS[lang]?.nextStep ?? ''),
      what: `${words.text('sms.free')} ${words.text('sms.papers_none')}`,
      when: index % 3 ? hours : words.text('sms.hours_unknown'),
      way: ['Harbour Street 12', 'Bus 7'],
      phone: index % 4 ? NUMBER : words.text('list.ask_first'),
      dials: index % 4 !== 0,
    })),
  });
}

/** All forms, by name. */
export function checkJobs(lang: string, words: PaperWords): Record<string, PrintJob> {
  const paper = checkPaper(lang, words);
  return {
    leaflet: { form: 'leaflet', paper },
    large: { form: 'large', paper },
    poster: { form: 'poster', paper },
    pocket: { form: 'pocket', paper },
    'wallet of 7': { form: 'wallet', list: checkList(lang, words, 7) },
    'wallet of 30': { form: 'wallet', list: checkList(lang, words, 30) },
    square: { form: 'picture', shape: 'square', paper },
    tall: { form: 'picture', shape: 'tall', paper },
  };
}
