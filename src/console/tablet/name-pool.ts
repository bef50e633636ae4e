/** Names that this tablet holds, compared as the server does: a part of its own, fetched when a name is offered. */
import { Circle } from '../../people/name-circle.ts';
import { AGE_BANDS, type AgeBand } from '../../people/name-evidence.ts';
import { skeleton } from '../../people/name-sketch.ts';
import type { DeskPerson } from './store/index.ts';

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
