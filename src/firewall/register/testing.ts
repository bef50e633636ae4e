/** For tests of the register: handlers of a house, a demand under review, and statements written past the verbs. */
import { randomUUID } from 'node:crypto';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addOrganisation } from '../context/testing.ts';
import { ORG_A, ORG_B, type TestKeeper, testKeeper } from '../keeper/testing.ts';
import { receiveRequest, stepRequest } from './requests.ts';

export type Handler = { actor: string; org: string; session: string };
export const somebody = (org = ORG_A): Handler => ({ actor: randomUUID(), org, session: 's' });

export const needsAnother = { code: 'second_person_needed' };
export const denied = { code: 'not_allowed' };

export type Register = {
  kept: TestKeeper;
  firewall: Firewall;
  /** One statement, written past the verbs by a handler of the register. */
  write(
    who: { actor: string; org: string },
    purpose: string,
    text: string,
    values: unknown[],
  ): Promise<number>;
  /** A demand under review. @returns its id */
  demand(who: Handler): Promise<string>;
  close(): Promise<void>;
};

/** The register of two organisations, `ORG_A` and `ORG_B`. */
export async function openRegister(): Promise<Register> {
  const kept = await testKeeper();
  const firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
  return {
    kept,
    firewall,
    write: ({ actor, org }, purpose, text, values) =>
      actAs(
        firewall,
        { kind: 'staff', actor, org, role: 'app_register', purpose, route: '/test' },
        (tx) => tx.execute(text, values),
      ),
    async demand(who) {
      const request_id = randomUUID();
      await receiveRequest(firewall, who, {
        request_id,
        received_on: '2026-11-20',
        channel: 'letter',
        authority_name: 'Office of Selmora',
        instrument: 'court_order',
        claimed_basis: 'Article 12',
        offence_class: 'trafficking',
        data_sought: 'the dates of one stay',
      });
      await stepRequest(firewall, who, request_id, { state: 'under_review' });
      return request_id;
    },
    close: () => kept.close(),
  };
}
