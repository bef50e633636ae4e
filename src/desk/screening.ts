/**
 * The first-contact screening (VUL-01; design chapter 30, section 3.3): ten items on one screen, each may be skipped,
 * and skipping lowers nothing. An answer is a code `item:answer`, said by the person or seen by the worker.
 */

export const ITEMS = [
  'breath',
  'pregnant',
  'child_alone',
  'hurt',
  'place',
  'food',
  'afraid',
  'others',
  'hard',
  'wish',
] as const;
export type Item = (typeof ITEMS)[number];

/** `seen_declined`: seen, help not wanted. It stays in sight of the worker and presses nobody. */
export const ANSWERS = ['yes', 'no', 'seen', 'seen_declined'] as const;
export type Answer = (typeof ANSWERS)[number];
export type AnswerCode = `${Item}:${Answer}`;

/** What makes a place hard to use: the six questions of the Washington Group Short Set, which yield adaptations, no label. */
export const FUNCTIONS = ['see', 'hear', 'walk', 'remember', 'wash', 'understand'] as const;
export const DEGREES = ['none', 'some', 'much', 'not_at_all'] as const;
export type FunctionCode = `${(typeof FUNCTIONS)[number]}:${(typeof DEGREES)[number]}`;

/** Asked only when the worker has confirmed that the person is alone with her. */
export const ASKED_ALONE: readonly Item[] = ['afraid'];

/** Never in the general record: such an answer opens a protected path, and is sealed there (VUL-03, VUL-04). */
export const SEALED_ITEMS: readonly Item[] = ['child_alone', 'afraid'];

/** Needs that an answer points at, for the worker to confirm with one tap. */
export const SUGGESTED_NEEDS: Readonly<Partial<Record<Item, readonly string[]>>> = {
  breath: ['health.emergency'],
  pregnant: ['health.maternal', 'health.vaccination'],
  hurt: ['health.first_aid', 'health.doctor', 'health.pharmacy'],
  place: ['shelter.night'],
  food: ['food.meal', 'water.drinking', 'items.clothing', 'items.shoes'],
  others: ['health.child', 'items.baby'],
};

/** What the place does so that she can use it. */
export const ADAPTATIONS = {
  see: 'read_aloud',
  hear: 'write_down',
  walk: 'no_steps',
  remember: 'one_thing_at_a_time',
  wash: 'helper_beside',
  understand: 'time_and_pictures',
} as const satisfies Record<(typeof FUNCTIONS)[number], string>;
export type Adaptation = (typeof ADAPTATIONS)[keyof typeof ADAPTATIONS];

const split = (code: string): [string, string] => {
  const at = code.indexOf(':');
  return [code.slice(0, at), code.slice(at + 1)];
};

export const isAnswerCode = (code: string): code is AnswerCode => {
  const [item, answer] = split(code);
  return (
    (ITEMS as readonly string[]).includes(item) && (ANSWERS as readonly string[]).includes(answer)
  );
};
export const isFunctionCode = (code: string): code is FunctionCode => {
  const [what, degree] = split(code);
  return (
    (FUNCTIONS as readonly string[]).includes(what) &&
    (DEGREES as readonly string[]).includes(degree)
  );
};

/** What to change, from the answers about what is hard: only much, or not at all. */
export function adaptationsOf(answers: readonly string[]): Adaptation[] {
  return answers
    .filter(isFunctionCode)
    .map(split)
    .filter(([, degree]) => degree === 'much' || degree === 'not_at_all')
    .map(([what]) => ADAPTATIONS[what as keyof typeof ADAPTATIONS]);
}

/** Items without an answer: unknown stays unknown. */
export const skippedIn = (answers: readonly string[]): Item[] =>
  ITEMS.filter((item) => !answers.some((code) => code.startsWith(`${item}:`)));

/** What stands in the general record, and what is sealed to a protected path. */
export function divide(answers: readonly string[]): { open: string[]; sealed: string[] } {
  const hidden = (code: string) => SEALED_ITEMS.some((item) => code.startsWith(`${item}:`));
  return { open: answers.filter((code) => !hidden(code)), sealed: answers.filter(hidden) };
}
