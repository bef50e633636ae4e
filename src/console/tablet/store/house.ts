/** Which house whoever is signed in at this browser works for: what waits goes to the house of its maker, and to no other. */
import type { OutboxItem } from './device.ts';
import type { Answer, Contact, Wire } from './network.ts';

/** Whether that house has to do with it; what says no house, and whoever is signed in nowhere, is everybody's matter. */
export const isOfHouse = (org: string | undefined, item: OutboxItem): boolean =>
  org === undefined || item.org === undefined || item.org === org;

export type HouseWire = Wire & {
  /** The house as last heard; undefined when there was no answer since. */
  org(): string | undefined;
  /** Asks for it, when it is not known or may have changed; makes no tablet known. */
  house(contact: Contact, fresh?: boolean): Promise<Answer<string>>;
};

/** The wire, which remembers whose sign-in answers. `known`: the house of an answer that came just before. */
export function houseWire(wire: Wire, known?: string): HouseWire {
  let org = known;
  const watched = async <T>(asked: Promise<Answer<T>>): Promise<Answer<T>> => {
    const answer = await asked;
    // With the line or the sign-in back, it may be somebody else's.
    if (answer.kind !== 'ok') org = undefined;
    return answer;
  };
  const start: Wire['start'] = async (contact) => {
    const answer = await watched(wire.start(contact));
    if (answer.kind === 'ok') ({ org } = answer.value.worker);
    return answer;
  };
  return {
    start,
    ops: (items, contact) => watched(wire.ops(items, contact)),
    decided: (ops, contact) => watched(wire.decided(ops, contact)),
    changes: (...given) => watched(wire.changes(...given)),
    org: () => org,
    async house(contact, fresh = false) {
      if (org !== undefined && !fresh) return { kind: 'ok', value: org };
      const answer = await start(contact);
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.worker.org } : answer;
    },
  };
}
