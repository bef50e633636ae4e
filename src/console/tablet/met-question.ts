/** The open question "Have we met?" of each visit, in memory only: it goes with the desk that asked it. */
import type { Desk } from './store/index.ts';

/** One row: nothing else of her is shown. `name`: not of whom this tablet took along. `month`: `YYYY-MM`. */
export type MetPerson = { subject: string; name?: string; age_band: string; month: string };
export type Found = {
  people: MetPerson[];
  /** The whole circle of the point was asked, not this tablet alone. */
  asked: boolean;
  /** Ms since 1970: of when those whom this tablet took along are, where they were looked at instead. */
  along?: number;
};
/** A name that was offered, and what she wished with it. */
export type Offered = { name: string; birth_year?: number; lang?: string; wantsSlip: boolean };

type Question = { visit_id: string; offered: Offered; found: Found };
/** Asked on the turned screen, answered when the worker holds the tablet again: names of others are not for whoever typed one. */
const open = new WeakMap<Desk, Question>();

export const keepQuestion = (desk: Desk, question: Question): void => void open.set(desk, question);
export const openQuestion = (desk: Desk, visit_id: string): Question | undefined => {
  const question = open.get(desk);
  return question?.visit_id === visit_id ? question : undefined;
};
export const endQuestion = (desk: Desk): void => void open.delete(desk);
