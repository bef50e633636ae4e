/** What is being composed for each visit: in memory, so that a turned screen, Esc or another room lose nothing of it. */
import { useCallback, useSyncExternalStore } from 'react';
import { useDesk } from '../../desk-context.tsx';
import type { Desk } from '../../store/index.ts';
import type { Wish } from './composing.ts';
import type { Checked, ConsentGiven, Packet, Why } from './wire.ts';

export type Draft = {
  need?: string;
  network_id?: string;
  /** The service is chosen, and what goes is looked at. */
  composing: boolean;
  checked?: Checked;
  wishes?: readonly Wish[];
  /** Fields that were taken out. */
  out: readonly string[];
  sentence: string;
  times: readonly string[];
  /** She ticked it herself. */
  name: boolean;
  follows?: string;
  /** How she is told: in a common language, or through an interpreter who joined. */
  told?: 'shared' | { interpreter_ref: string };
  asked?: 'no' | 'later';
  /** Her yes, and the facts to which she said it. */
  consent?: { at: number; given: ConsentGiven; packet: Packet };
  /** Why nobody can be asked, while her life is in danger. */
  life?: Why | undefined;
};

const EMPTY: Draft = { composing: false, out: [], sentence: '', times: [], name: false };

/** Of one opening of the desk: whoever opens it next finds none of them. */
const drafts = new WeakMap<Desk, Map<string, Draft>>();
const listeners = new Set<() => void>();

const of = (desk: Desk): Map<string, Draft> => {
  const found = drafts.get(desk) ?? new Map<string, Draft>();
  drafts.set(desk, found);
  return found;
};

function write(desk: Desk, visit: string, next: Draft | undefined): void {
  if (next) of(desk).set(visit, next);
  else of(desk).delete(visit);
  for (const listener of listeners) listener();
}

export const beginDraft = (desk: Desk, visit: string, change: Partial<Draft>): void =>
  write(desk, visit, { ...EMPTY, ...change });

export type Drafting = {
  draft: Draft;
  set(change: Partial<Draft>): void;
  /** Whatever is told otherwise changes what she said yes to: then she is asked again. */
  change(change: Partial<Draft>): void;
  end(): void;
};

export function useDraft(visit: string): Drafting {
  const desk = useDesk();
  const draft = useSyncExternalStore(
    useCallback((listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, []),
    () => of(desk).get(visit) ?? EMPTY,
  );
  return {
    draft,
    set: (change) => write(desk, visit, { ...(of(desk).get(visit) ?? EMPTY), ...change }),
    change(change) {
      const { consent: _consent, asked: _asked, ...rest } = of(desk).get(visit) ?? EMPTY;
      write(desk, visit, { ...rest, ...change });
    },
    end: () => write(desk, visit, undefined),
  };
}
