/** `wayhouse find`: the finder's answers as text, or as JSON for programs. */
import { openHouse, openIndex, plainAnswerOf } from '../app.ts';
import type { Config } from '../config.ts';
import { isNeedCode } from '../directory/needs.ts';
import type { LiveIndex } from '../directory/index.ts';
import type { FinderQuery, Position } from '../finder/query.ts';
import { Problem } from '../http/problem.ts';
import type { FindOptions } from './options.ts';

const MINUTES_A_DAY = 1_440;
const EVERY_DAY = 127;

export async function find(
  config: Config,
  words: readonly string[],
  options: FindOptions,
): Promise<void> {
  const house = await openHouse(config);
  const index = openIndex(house, {
    info: () => {},
    warn: (_details, message) => void process.stderr.write(`${message}\n`),
  });
  try {
    await index.ready();
    const query = queryOf(index, words, options, Date.now());
    const answer = index.find(query);
    const listings = index.listings(
      answer.items.map(({ code }) => code),
      options.lang,
      query.now,
    );
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ answer, listings: Object.fromEntries(listings.map((listing) => [listing.code, listing])) }, null, 2)}\n`
        : await plainAnswerOf(house, index, query, answer, listings),
    );
  } finally {
    await index.close();
    await house.close();
  }
}

/** @throws Problem `bad_input` for an unknown need, place or time */
export function queryOf(
  index: Pick<LiveIndex, 'places'>,
  words: readonly string[],
  options: FindOptions,
  now: number,
): FinderQuery {
  for (const need of options.need ?? []) {
    if (!isNeedCode(need))
      throw new Problem('bad_input', {
        field: 'need',
        detail: `There is no need "${need}". The codes are at /api/v1/needs.`,
      });
  }
  const text = words.join(' ').trim();
  return {
    now,
    lang: options.lang,
    needs: options.need ?? [],
    limit: options.limit,
    ...(text ? { text } : {}),
    ...(options.near ? { place: placeOf(index, options.near, options.lang) } : {}),
    ...(options.within ? { maxKm: options.within } : {}),
    ...(options.speaks ? { languages: options.speaks } : {}),
    ...(options.papers ? {} : { papers: 'none' as const }),
    ...(options.free ? { free: true as const } : {}),
    ...(options.provider ? { providerSex: options.provider } : {}),
    ...(options.stepFree ? { stepFree: true as const } : {}),
    ...(options.childSpace ? { childSpace: true as const } : {}),
    ...(options.notReported ? { notReported: true as const } : {}),
    ...(options.travelMoney ? {} : { noTravelMoney: true as const }),
    ...(options.aloneUnder18 ? { minorAlone: true as const } : {}),
    ...(options.open ? { time: timeOf(options.open) } : {}),
  };
}

function placeOf(index: Pick<LiveIndex, 'places'>, near: string, lang: string): Position {
  const position = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(near);
  if (position) return { lat: Number(position[1]), lon: Number(position[2]) };
  const [found] = index.places(near, lang);
  if (!found)
    throw new Problem('bad_input', {
      field: 'near',
      detail: `No place is called "${near}". Write a town, or "latitude,longitude".`,
    });
  return { lat: found.lat, lon: found.lon };
}

function timeOf(open: string): NonNullable<FinderQuery['time']> {
  if (open === 'now' || open === 'tonight') return { kind: open };
  const match = /^([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$/.exec(open);
  if (!match)
    throw new Problem('bad_input', {
      field: 'open',
      detail: `--open must be now, tonight, or hours such as 20:00-23:00; got "${open}".`,
    });
  const [from, to] = [
    Number(match[1]) * 60 + Number(match[2]),
    Number(match[3]) * 60 + Number(match[4]),
  ];
  return { kind: 'window', days: EVERY_DAY, from, to: to <= from ? to + MINUTES_A_DAY : to };
}
