/** What an alert becomes on each channel, for the officer who looks at it before it goes out. */
import {
  type Alert,
  type AlertHouse,
  alertArticle,
  banner,
  CapRefusal,
  JUST_NOW,
  smsText,
  tell,
} from '../alerts/index.ts';
import { segmentsOf } from '../channels/index.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import type { Surroundings } from '../site/index.ts';
import type { ChannelView } from './pages/alerts-preview.ts';

/** Every language of an alert, the one it was written in first, and its CAP message. */
export async function channelsOf(
  alert: Alert,
  house: AlertHouse,
  surroundings: Surroundings,
): Promise<{ channels: ChannelView[]; cap: string }> {
  // Nothing is read out at once in a preview.
  const now = Math.max(house.now(), alert.issuedAt + JUST_NOW);
  const channels: ChannelView[] = [];
  const texts = [...alert.texts].sort(
    (a, b) => Number(b.lang === alert.sourceLang) - Number(a.lang === alert.sourceLang),
  );
  for (const text of texts) {
    const spoken = surroundings.languages.find(text.lang);
    const words = house.words.get(text.lang);
    const known = knownLanguage(text.lang);
    const isMachine = text.state === 'machine';
    const told = words && !isMachine ? await tell(alert, words, house.surrounds, now) : undefined;
    const sms = told && words ? smsText(alert, told, words) : '';
    const zone = house.surrounds.zone;
    channels.push({
      lang: text.lang,
      tag: known?.tag ?? text.lang,
      dir: known?.dir ?? 'ltr',
      autonym: known?.autonym ?? text.lang,
      isMachine,
      banner: words && told ? banner(words, { alerts: [alert], elsewhere: 0, now, zone }) : '',
      article:
        spoken && words && told
          ? alertArticle(
              { ...surroundings.view(spoken), words, now },
              { alert, told, by: house.surrounds.name },
              '',
            )
          : '',
      sms,
      segments: sms ? segmentsOf(sms).count : 0,
    });
  }
  let cap: string;
  try {
    const line = house.book.all().map((one) => one.alert);
    cap = await house.cap(alert, [...line, alert]);
  } catch (error) {
    if (!(error instanceof CapRefusal)) throw error;
    cap = error.message;
  }
  return { channels, cap };
}
