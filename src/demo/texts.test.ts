import { describe, expect, it } from 'vitest';
import { conditionSpans } from '../firewall/guard/index.ts';
import { demoPlans, demoServices } from './country.ts';
import { demoGazetteer } from './gazetteer.ts';

const TODAY = '2026-11-22';
const services = [...demoServices(TODAY)];

/** The letters that a text in this language is written with. */
const SCRIPT: Record<string, RegExp> = {
  en: /\p{Script=Latin}/u,
  fr: /\p{Script=Latin}/u,
  es: /\p{Script=Latin}/u,
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  ti: /\p{Script=Ethiopic}/u,
  am: /\p{Script=Ethiopic}/u,
};

function share(text: string, lang: string): number {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => SCRIPT[lang]?.test(letter)).length / letters.length;
}

type Written = { where: string; lang: string; text: string };

function* texts(): Generator<Written> {
  for (const service of services) {
    const { source_lang = 'en', translations = [] } = service.wayhouse;
    for (const field of ['name', 'description', 'alert', 'application_process'])
      if (typeof service[field] === 'string')
        yield { where: `${service.name}: ${field}`, lang: source_lang, text: service[field] };
    const nested = [
      service.organization.wayhouse,
      ...service.service_at_locations.map(({ location }) => location.wayhouse),
    ];
    for (const { lang, field, text } of [
      ...translations,
      ...nested.flatMap((one) => one.translations ?? []),
    ])
      yield { where: `${service.name}: ${field} in ${lang}`, lang, text };
  }
  for (const place of demoGazetteer())
    for (const [lang, names] of Object.entries(place.names))
      for (const text of names) yield { where: place.code, lang, text };
}

describe('texts of the demonstration country', () => {
  it('are each in the script of their language', () => {
    const wrong = [...texts()].filter(({ text, lang }) => !(share(text, lang) > 0.9));
    expect(wrong).toEqual([]);
  });

  it('hold Persian letters in Persian and Arabic letters in Arabic', () => {
    const wrong = [...texts()].filter(
      ({ lang, text }) =>
        (lang === 'fa' && /[يكة]/.test(text)) || (lang === 'ar' && /[یکپچگژ]/.test(text)),
    );
    expect(wrong).toEqual([]);
  });

  it('say nothing about status or nationality', () => {
    const words =
      /asylum|refugee|undocumented|irregular|illegal|\bvisas?\b|nationalit|citizen|deport|sans-papiers|asile|réfugié|clandestin|asilo|refugiad|indocumentad|extranjer|(?<!\p{L})لاجئ|لجوء|مهاجر|پناهنده|تابعیت|ስደተኛ|ዜግነት|migrant|immigra/iu;
    expect([...texts()].filter(({ text }) => words.test(text))).toEqual([]);
  });

  it('use no word that chapter 70 keeps off the screen', () => {
    const words =
      /beneficiar|\bcases?\b|\baliens?\b|target group|eligib|criteria|entitle|facilit|\bHSP\b|unaccompanied|victim|alleged|vulnerable|at risk|priority|no-show|non-compliant|N\/A|\bnull\b|influx|\bfloods?\b|burden|handicap|special needs|\bsafe\b|secure|anonym|guarantee|confidential/iu;
    expect([...texts()].filter(({ lang, text }) => lang === 'en' && words.test(text))).toEqual([]);
  });

  it('hold nothing that the guard would keep from publication', () => {
    const held = [...texts()].filter(({ text }) => conditionSpans(text).length > 0);
    expect(held).toEqual([]);
  });

  it('are one sentence of at most 30 words at a time', () => {
    const long = [...texts()]
      .filter(({ lang }) => lang === 'en')
      .flatMap(({ where, text }) =>
        text.split(/(?<=[.?!])\s/).map((sentence) => ({ where, sentence })),
      )
      .filter(({ sentence }) => sentence.split(/\s+/).length > 30);
    expect(long).toEqual([]);
  });

  it('are translated into five languages for the centres and for at least 80 services in their own words', () => {
    const whole = [...demoPlans(TODAY)].filter(({ name, description }) =>
      ['en', 'fr', 'es', 'ar', 'fa', 'ti'].every((lang) => name[lang] && description[lang]),
    );
    expect(whole.filter((plan) => /^(centre|national)-/.test(plan.key))).toHaveLength(117);
    expect(
      whole.filter((plan) => plan.at.some((at) => at.number >= 220 && at.number < 400)).length,
    ).toBeGreaterThanOrEqual(80);
  });

  it('say of every translation that nobody has reviewed it', () => {
    const states = new Set(
      services.flatMap((one) => (one.wayhouse.translations ?? []).map(({ state }) => state)),
    );
    expect([...states]).toEqual(['machine_draft']);
  });

  it('have Arabic and Spanish as source languages too', () => {
    const sources = services.map((one) => one.wayhouse.source_lang);
    expect(sources.filter((lang) => lang === 'ar').length).toBeGreaterThanOrEqual(3);
    expect(sources.filter((lang) => lang === 'es').length).toBeGreaterThanOrEqual(3);
  });
});
