/** The store around every screen, and the one way in which screens act: say it, show it, and let it be undone for ten seconds. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Operation } from '../../desk/operation.ts';
import type { Visit } from '../../desk/visit.ts';
import { useKeys } from './keys.ts';
import { useSpeech, type WordId } from './speech.tsx';
import { type Act, ofHer } from './act.ts';
import { DeskError } from './store/desk.ts';
import type { Desk, DeskState } from './store/index.ts';

/** How long an act can be taken back; the store holds the same. */
export const UNDO_MS = 10_000;

export type Said = {
  text: string;
  undo?: (() => void) | undefined;
  bad?: boolean;
  /** For how long it stands there, ms. */
  stands?: number;
  nth: number;
};

type Around = {
  desk: Desk;
  said: Said | undefined;
  say(text: string): void;
  /** @returns the operation, or nothing when it could not be kept: that has been said */
  act(act: Act, sentence: string): Promise<Operation | undefined>;
  /** Several acts, each by itself, that are said and undone together. @returns those that were kept */
  actAll(acts: readonly Act[], sentence: string): Promise<readonly Operation[]>;
  pointId: string;
};

const Shared = createContext<Around | undefined>(undefined);

const FAULTS: Readonly<Record<string, WordId>> = {
  invalid: 'fault.invalid',
  locked: 'fault.locked',
  'storage-full': 'fault.storage_full',
  'too-late': 'fault.too_late',
  'lease-ended': 'fault.lease_ended',
  revoked: 'fault.revoked',
  'too-old': 'fault.too_old',
};

export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  const { t } = useSpeech();
  const [said, setSaid] = useState<Said>();
  const nth = useRef(0);
  const { points } = useStateOf(desk);
  const pointId = points[0]?.point_id ?? '';

  const tell = useCallback((text: string, more: Partial<Said> = {}) => {
    nth.current += 1;
    setSaid({ text, nth: nth.current, ...more });
  }, []);
  const fault = useCallback(
    (error: unknown, undo?: () => void) => {
      const code = error instanceof DeskError ? error.code : '';
      tell(t(FAULTS[code] ?? 'fault.other'), { bad: true, undo });
    },
    [t, tell],
  );
  const actAll = useCallback(
    async (acts: readonly Act[], sentence: string) => {
      const began = Date.now();
      const kept: Operation[] = [];
      const undo = () => {
        const all = async () => {
          for (const { op_id } of kept) await desk.undo(op_id);
        };
        void all().then(
          () => tell(t('say.undone')),
          (error: unknown) => fault(error),
        );
      };
      try {
        for (const { purpose = 'desk.visit', events: happened, ...rest } of acts) {
          const events = ofHer(happened, desk.visits());
          kept.push(await desk.perform({ ...rest, events, purpose, point_id: pointId }));
        }
        tell(sentence, { undo, stands: UNDO_MS - (Date.now() - began) });
      } catch (error) {
        fault(error, kept.length ? undo : undefined);
      }
      return kept;
    },
    [desk, pointId, t, tell, fault],
  );
  const act = useCallback(
    async (one: Act, sentence: string) => (await actAll([one], sentence))[0],
    [actAll],
  );

  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(undefined), said.stands ?? UNDO_MS);
    return () => clearTimeout(timer);
  }, [said]);
  useKeys({ 'Ctrl+KeyZ': said?.undo });

  const value = useMemo(
    () => ({ desk, said, say: (text: string) => tell(text), act, actAll, pointId }),
    [desk, said, tell, act, actAll, pointId],
  );
  return <Shared value={value}>{children}</Shared>;
}

export function useAround(): Around {
  const found = useContext(Shared);
  if (!found) throw new Error('There is no desk around this part.');
  return found;
}

export const useDesk = (): Desk => useAround().desk;

function useStateOf(desk: Desk): DeskState {
  return useSyncExternalStore(
    useCallback((listener: () => void) => desk.subscribe(listener), [desk]),
    () => desk.state(),
  );
}

export const useDeskState = (): DeskState => useStateOf(useDesk());

export function useVisits(): ReadonlyMap<string, Visit> {
  const desk = useDesk();
  return useSyncExternalStore(
    useCallback((listener: () => void) => desk.subscribe(listener), [desk]),
    () => desk.visits(),
  );
}

/** Ms since 1970, read anew every half minute: waiting times go on by themselves. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
