/** The protected paths (VUL-03, VUL-04): which compartment acts for which purpose, in which store. */
import { asWorker, type GuardedAct, type Worker } from '../firewall/index.ts';

export const COMPARTMENTS = {
  child: { purpose: 'child.protect', store: 'app_child' },
  survivor: { purpose: 'survivor.support', store: 'app_survivor' },
} as const;
export type Compartment = keyof typeof COMPARTMENTS;

/** An act of an officer in her compartment; the keeper asks whether she has the role, and a proof of the last five minutes. */
export function actIn(worker: Worker, compartment: Compartment, route: string): GuardedAct {
  const { purpose, store } = COMPARTMENTS[compartment];
  return { ...asWorker(worker), role: store, purpose, route };
}
