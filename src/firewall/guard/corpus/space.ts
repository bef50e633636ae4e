/**
 * The space of what must not be asked, written out: every name of a status, a paper or a way in, in the questions
 * that forms put round such names, and the same questions round things that may be asked. Made from
 * `space/<language>.json`, for tuning and training; nothing here is a measurement.
 */
import { readFileSync } from 'node:fs';
import { random } from '../../../learning/random.ts';
import { disguised } from './disguise.ts';

type Space = {
  language: string;
  /** Names by concept. */
  hostile: Record<string, string[]>;
  questions: string[];
  /** Texts with `{}` for a name. */
  frames: string[];
  things: string[];
  harmless: string[];
};

export type SpaceLabel = {
  language: string;
  label: string;
  hostile: boolean;
  disguised: boolean;
};

export const SPACE_LANGUAGES = [
  'en',
  'fr',
  'es',
  'ar',
  'fa',
  'ti',
  'am',
  'de',
  'pt',
  'tr',
  'ru',
  'uk',
  'so',
  'ur',
  'ps',
  'my',
] as const;

/** Concepts whose names fit into the frames: one can have them, lose them, renew them. */
const THINGS = ['visa', 'residence_permit'];

/** Every label of the space; `copies` disguises of each, by `seed`. */
export function spaceLabels(copies: number, seed: number): SpaceLabel[] {
  const next = random(seed);
  return SPACE_LANGUAGES.flatMap((language) => {
    const space = readSpace(language);
    const hostile = [
      ...Object.values(space.hostile).flat(),
      ...space.questions,
      ...THINGS.flatMap((concept) =>
        (space.hostile[concept] ?? []).flatMap((name) =>
          inFrames([space.frames[Math.floor(next() * space.frames.length)] ?? '{}'], name),
        ),
      ),
    ];
    const harmless = [
      ...space.harmless,
      ...space.things.flatMap((thing) => inFrames(space.frames, thing)),
    ];
    return [
      ...hostile.map((label) => ({ language, label, hostile: true })),
      ...harmless.map((label) => ({ language, label, hostile: false })),
    ].flatMap((one) => [
      { ...one, disguised: false },
      ...Array.from({ length: copies }, () => ({
        ...one,
        label: disguised(language, one.label, next),
        disguised: true,
      })),
    ]);
  });
}

function inFrames(frames: readonly string[], name: string): string[] {
  return frames.map((frame) => frame.replace('{}', name));
}

function readSpace(language: string): Space {
  return JSON.parse(readFileSync(new URL(`./space/${language}.json`, import.meta.url), 'utf8'));
}
