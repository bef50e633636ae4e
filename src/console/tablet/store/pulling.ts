/** Fetching what is new at the point where this tablet stands (design chapter 30, section 5.1). */
import type { ChangeLine } from '../../../sync/wire.ts';
import type { Device } from './device.ts';
import type { Answer, Contact, Wire } from './network.ts';
import type { WorkingSet } from './working-set.ts';

/** @returns what fetches until nothing more is told */
export function makePulling({
  device,
  set,
  wire,
  point,
  contact,
  heard,
  alone,
  isOpen,
  changed,
}: {
  device: Device;
  set: WorkingSet;
  wire: Wire;
  point: () => string | undefined;
  contact: () => Contact;
  heard: (answer: Answer<unknown>, serverTime?: number) => Promise<boolean>;
  alone: (act: () => Promise<unknown>) => Promise<unknown>;
  isOpen: () => boolean;
  /** Something is to be shown that was not there. */
  changed: () => void;
}): () => Promise<void> {
  /** What a manager admitted comes back as events: its stub has said what it had to. @returns whether there was one */
  async function admitted(lines: readonly ChangeLine[]): Promise<boolean> {
    const come = new Set(lines.flatMap((line) => ('event' in line ? [line.event.op_id] : [])));
    const stubs = device
      .items()
      .filter(({ op_id, state }) => state === 'quarantined' && come.has(op_id));
    if (stubs.length) await device.write({ remove: stubs.map(({ op_id }) => op_id) });
    return stubs.length > 0;
  }
  const take = async (some: ChangeLine[]): Promise<void> => {
    if (!isOpen()) return;
    await alone(async () => {
      if (!isOpen()) return;
      const isNews = await set.join(some);
      if ((await admitted(some)) || isNews) changed();
    });
  };
  return async () => {
    const wanted = point();
    if (!wanted) return;
    for (let goOn = true; goOn; ) {
      const answer = await wire.changes(wanted, set.cursor(wanted), take, contact(), set.heard());
      const end = answer.kind === 'ok' ? answer.value : undefined;
      if (!(await heard(answer, end?.server_time)) || !end) return;
      goOn = end.more === true && end.cursor !== set.cursor(wanted);
      await alone(() => (isOpen() ? set.setCursor(wanted, end.cursor) : Promise.resolve()));
    }
  };
}
