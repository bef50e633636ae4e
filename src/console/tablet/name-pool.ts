/** Names that this tablet holds, and how those sound whom it took along, compared as the server does: a part of its own, fetched when a name is offered. */
import type { TakenAlong } from '../../people/name-along.ts';
import { Circle } from '../../people/name-circle.ts';
import { AGE_BANDS, type AgeBand } from '../../people/name-evidence.ts';
import { skeleton } from '../../people/name-sketch.ts';
import { unpackRecord } from '../../people/name-record.ts';
import type { DeskPerson } from './store/index.ts';
import { fromBase64url } from './store/ids.ts';

/** Tokens looked at, so that enough people are left when some of them are one. */
const LOOKED_AT = 15;

const bandOf = (text: string | undefined): AgeBand | undefined =>
  AGE_BANDS.find((band) => band === text && band !== 'unknown');

/** @returns tokens of those who may be meant, the likeliest first */
export function alikeOn(
  people: readonly DeskPerson[],
  asked: { name: string; birth_year?: number | undefined },
  most: number,
): string[] {
  const circle = new Circle();
  for (const { subject, name, birth_year, age_band } of people) {
    const ageBand = bandOf(age_band);
    if (name)
      circle.add({
        subject,
        sketch: skeleton(name.normalize('NFC')),
        ...(birth_year ? { birthYear: birth_year } : {}),
        ...(ageBand ? { ageBand } : {}),
      });
  }
  const { name, birth_year: birthYear } = asked;
  return circle
    .similar({ name: name.normalize('NFC'), ...(birthYear ? { birthYear } : {}) }, most)
    .map(({ subject }) => subject);
}

/** Somebody who was taken along: who stands for her, the token whose name it is, and what may be shown. */
export type AlikeAlong = { subject: string; token: string; age_band: AgeBand; month: string };

/** Those who were taken along, laid out for questions; some ms each hundred, so it is kept while the desk is open. */
export function alongCircle({
  people,
  edges,
}: Pick<TakenAlong, 'people' | 'edges'>): (
  asked: { name: string; birth_year?: number | undefined },
  most: number,
) => AlikeAlong[] {
  const circle = new Circle();
  const shown = new Map<string, AlikeAlong>();
  for (const { subject, token = subject, month, record } of people) {
    const read = record === undefined ? undefined : unpackRecord(fromBase64url(record));
    if (!read) continue;
    circle.add({ subject: token, ...read });
    shown.set(token, { subject, token, age_band: read.ageBand ?? 'unknown', month });
  }
  if (edges) circle.learned(edges);
  return ({ name, birth_year: birthYear }, most) => {
    const found = new Map<string, AlikeAlong>();
    const query = { name: name.normalize('NFC'), ...(birthYear ? { birthYear } : {}) };
    for (const { subject: token } of circle.similar(query, LOOKED_AT)) {
      const one = shown.get(token);
      if (one && !found.has(one.subject)) found.set(one.subject, one);
    }
    return [...found.values()].slice(0, most);
  };
}
