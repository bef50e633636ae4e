/**
 * Circles learn their edges beside the questions, in slices of a few ms with rests between (`Circle.measured`). What was learned
 * outlasts the circle: it is two numbers about all its people together, so that the first questions after a pause need not wait.
 */
import { performance } from 'node:perf_hooks';
import type { Circle } from './name-circle.ts';
import type { OwnEdges } from './name-edge.ts';

/** The desks come first: a circle of 2,500 is measured in half a minute, beside 15 in 16 parts of the time. */
const SLICE_MS = 4;
const REST_MS = 60;
/** While questions come one after the other, so many times as long between two slices: some minutes for a circle. */
const LONGER = 5;

export type CircleEdges = {
  /** Gives a circle that was read anew what was learned when it was last held. */
  remind(name: string, circle: Circle): void;
  /**
   * Lets the circle ask itself; one that was under way under this name ends unfinished.
   * @param joined pairs of a subject and who stands for it, both the same person
   * @returns whether it was finished
   * @throws what asking throws; the circle is as it was
   */
  measure(
    name: string,
    circle: Circle,
    joined: readonly (readonly [string, string])[],
  ): Promise<boolean>;
  measuring(name: string): boolean;
  /** The circle left the memory. */
  stop(name: string): void;
  close(): void;
};

/** @param isBusy whether many questions came since it was last asked */
export function circleEdges({
  slice = SLICE_MS,
  rest = REST_MS,
  isBusy = (): boolean => false,
} = {}): CircleEdges {
  const learned = new Map<string, OwnEdges>();
  const underWay = new Map<string, () => void>();
  const stop = (name: string): void => underWay.get(name)?.();
  return {
    remind(name, circle) {
      const own = learned.get(name);
      if (own) circle.learned(own);
    },
    measure(name, circle, joined) {
      stop(name);
      const steps = circle.measured(sameAs(joined));
      return new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout;
        const end = (done: () => void): void => {
          clearTimeout(timer);
          underWay.delete(name);
          done();
        };
        const go = (): void => {
          try {
            const own = someOf(steps, slice);
            if (own === undefined) return later();
            learned.set(name, own);
            end(() => resolve(true));
          } catch (error) {
            end(() => reject(error));
          }
        };
        const later = (): void =>
          void (timer = setTimeout(go, isBusy() ? rest * LONGER : rest).unref());
        underWay.set(name, () => end(() => resolve(false)));
        later();
      });
    },
    measuring: (name) => underWay.has(name),
    stop,
    close() {
      for (const name of underWay.keys()) stop(name);
    },
  };
}

/** @returns what was learned, when the last step was done within `ms` */
function someOf(steps: Generator<void, OwnEdges>, ms: number): OwnEdges | undefined {
  const until = performance.now() + ms;
  do {
    const step = steps.next();
    if (step.done) return step.value;
  } while (performance.now() < until);
  return undefined;
}

function sameAs(joined: readonly (readonly [string, string])[]): (subject: string) => Set<string> {
  const tokens = new Map<string, Set<string>>();
  for (const [subject, root] of joined) {
    const all = tokens.get(root) ?? new Set([root]);
    tokens.set(root, all.add(subject));
    tokens.set(subject, all);
  }
  const nobody = new Set<string>();
  return (subject) => tokens.get(subject) ?? nobody;
}
