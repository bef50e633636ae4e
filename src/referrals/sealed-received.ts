/**
 * What officers of other organisations ask of the officers of a compartment (VUL-03, VUL-04, REF-01, REF-03; docs/protected-paths.md):
 * read by its holders alone, in their browsers, and answered into the sender's path. In the log it is a visit that is read, and a step of
 * a path that changes.
 */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { actIn, type Compartment } from '../protection/index.ts';
import { asStepChange } from './sealed.ts';
import { sealWords } from './sealed-words.ts';
import { OUTCOME_STATES, type State } from './states.ts';
import { checkReason } from './step.ts';

/** Who asks, how soon and how it stands. Of what was taken back and is gone, no more than who asked. */
export type ReceivedFace = {
  packet_id: string;
  number: string | null;
  from_name: string;
  service_type: string | null;
  level: string | null;
  state: State | null;
  answer_due: Date | null;
  appointment_at: Date | null;
  /** Also when the agreement has ended: what was written down is to be deleted. */
  taken_back: boolean;
};

export type ReceivedWhole = ReceivedFace & {
  /** Under the role key of this compartment, base64url; null until somebody said that she reads it. */
  sealed: string | null;
  /** What the sender answered, under the same key. */
  reply: string | null;
  generation: number | null;
  provider_outcome: string | null;
};

const faces = (tx: InContext): Promise<ReceivedFace[]> =>
  tx.query<ReceivedFace>('select * from fw.sealed_received()');

/** What waits for an answer first, and there the nearest deadline. */
export const listSealedReceived = (
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
): Promise<ReceivedFace[]> =>
  actAs(firewall, actIn(worker, compartment, 'GET /api/compartments/:compartment/visits'), faces);

/** @throws `not_found`; `consent_missing`, `agreement_missing` when it is taken back at this moment */
export function readSealedReceived(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  packet: string,
): Promise<ReceivedWhole> {
  type Row = {
    sealed: Buffer | null;
    to_generation: number;
    replied: Buffer | null;
    provider_outcome: string | null;
  };
  const act = actIn(worker, compartment, 'GET /api/compartments/:compartment/visits/:visit');
  return actAs(firewall, act, async (tx) => {
    const face = (await faces(tx)).find(({ packet_id }) => packet_id === packet);
    if (!face) throw new Problem('not_found');
    const [row] = face.taken_back
      ? []
      : await tx.query<Row>('select * from fw.read_sealed_received($1)', [packet]);
    return {
      ...face,
      sealed: row?.sealed?.toString('base64url') ?? null,
      reply: row?.replied?.toString('base64url') ?? null,
      generation: row?.to_generation ?? null,
      provider_outcome: row?.provider_outcome ?? null,
    };
  });
}

/** `deleted`: what was written down of what was taken back is gone. */
export const RECEIVED_STEPS = [
  'open',
  'ask',
  'accept',
  'move',
  'decline',
  ...OUTCOME_STATES,
  'deleted',
] as const;
export const ReceivedAnswer = Type.Object(
  {
    step: Type.Enum([...RECEIVED_STEPS]),
    reason: Type.Optional(Type.String()),
    appointment_at: Type.Optional(Type.String({ format: 'date-time' })),
    /** One question. */
    words: Type.Optional(Type.String({ minLength: 1, maxLength: 280 })),
  },
  { additionalProperties: false },
);
export type ReceivedAnswer = Static<typeof ReceivedAnswer>;

/** @throws `not_found`, `wrong_step`, `bad_input` for what does not go with the step; `consent_missing`, `agreement_missing` when it is taken back */
export async function answerSealedReceived(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  packet: string,
  { step, words, ...details }: ReceivedAnswer,
): Promise<void> {
  if (step !== 'deleted') checkReason(step, details.reason, 'recipient');
  if ((step === 'ask') !== (words !== undefined)) throw wrong('words', 'one question, with "ask"');
  const { appointment_at: time } = details;
  if (time === undefined ? step === 'move' : step !== 'move' && step !== 'accept')
    throw wrong('appointment_at', 'a time with "move", with "accept" or none, else none');
  await actAs(firewall, asStepChange(worker, compartment), async (tx) => {
    if (step === 'deleted') {
      const [row] = await tx.query<{ done: boolean }>(
        'select fw.deleted_sealed_received($1) as done',
        [packet],
      );
      if (!row?.done) throw new Problem('not_found');
      return;
    }
    let sealed: Buffer | null = null;
    if (words !== undefined) {
      const [row] = await tx.query<{ ask_key: string }>(
        'select ask_key from fw.read_sealed_received($1)',
        [packet],
      );
      if (!row) throw new Problem('not_found');
      sealed = await sealWords(row.ask_key, words);
    }
    const [row] = await tx.query<{ state: string | null }>(
      'select fw.answer_sealed_received($1, $2, $3, $4) as state',
      [packet, step, details, sealed],
    );
    if (!row?.state) throw new Problem('not_found');
  });
}

const wrong = (field: string, expected: string): Problem =>
  new Problem('bad_input', { errors: [{ field, expected }] });
