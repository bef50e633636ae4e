/**
 * Steps of a path, what is sent elsewhere out of it, and interpreters: all by the same addresses and with the same work, so that no
 * log and no count of the server tells the one from the other (docs/protected-paths.md).
 */
import { type TSchema, Type } from 'typebox';
import type { Worker } from '../firewall/index.ts';
import type { RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import {
  addStep,
  answerInterpreter,
  askInterpreter,
  changeStep,
  FileInput,
  InterpreterAnswered,
  InterpreterAsked,
  StepChange,
  type StepKind,
} from '../protection/index.ts';
import {
  answerSealedReceived,
  confirmSealed,
  declineSealed,
  ReceivedAnswer,
  sealForNobody,
  SealedReferralInput,
  SealedStepInput,
  SecondNo,
  SecondYes,
  sendSealed,
  stepSealed,
} from '../referrals/index.ts';
import type { PacketInput } from '../referrals/packet.ts';
import type { Desk } from './desk.ts';
import { listOf } from './forms.ts';
import { checked, dueOf } from './pages/protected/reading.ts';
import { sentNote, toldPacket } from './pages/protected/referrals.ts';
import type { Room } from './pages/protected/room.ts';
import { preparedNote } from './pages/protected/second.ts';
import { STEP_KINDS } from './pages/protected/steps.ts';
import { done } from './shell.ts';
import { unread } from './typed-day.ts';
import { comingMomentTyped } from '../languages/typed-moment.ts';

export type Body = Record<string, string | undefined>;
export type Acting = { room: Room; worker: Worker; body: Body; params: Record<string, string> };
export type Page = (acting: Acting, said: RawHtml | '') => Promise<RawHtml>;
/** A form; `work` may answer what is said on top of the page instead of the usual sentence. */
export type Post = (
  path: string,
  fields: Record<string, TSchema>,
  page: Page,
  work: (at: Acting) => Promise<RawHtml | '' | undefined | void>,
  saved?: string,
) => void;

const Text = Type.Optional(Type.String());
const Id = Type.String({ format: 'uuid' });
const { generation } = FileInput.properties;

/** What each of the two forms has to say; the address takes both. */
const STEP = Type.Object({
  step_id: Id,
  kind: Type.Enum(STEP_KINDS),
  owner: Id,
  choice: Type.Optional(StepChange.properties.choice),
});

export function stepRoutes(
  post: Post,
  visit: Page,
  { house: door, door: staff }: Pick<Desk, 'house' | 'door'>,
  inLanguage: (code: string) => Pick<Room, 'w' | 'desk'>,
): void {
  const { origin } = staff.party;
  const tellIn =
    (room: Room) =>
    (packet: PacketInput, language?: string): string =>
      toldPacket(language ? { ...room, ...inLanguage(language) } : room, packet);
  const interpret = async ({ room, worker, params, body }: Acting): Promise<void> => {
    const at = params['visit'] ?? '';
    const { event_id, spoken_id, interpreter_ref, setting, same_sex, booking } = body;
    if (booking !== undefined) {
      const answered = { event_id, spoken_id, interpreter_ref, booking };
      const input = checked('booking', InterpreterAnswered, answered);
      return answerInterpreter(door, worker, room.compartment, at, input);
    }
    const input = checked('languages', InterpreterAsked, {
      event_id,
      interpreter_ref,
      tags: listOf(body['languages']),
      setting,
      ...(same_sex ? { same_sex } : {}),
      sensitive: body['sensitive'] === 'true',
    });
    return askInterpreter(door, worker, room.compartment, at, input);
  };
  post(
    '/visits/:visit/steps',
    {
      ...names('step_id', 'kind', 'owner', 'due_day', 'due_time', 'choice', 'sealed'),
      child_life: Type.Optional(Type.Literal('true')),
      generation: Type.Optional(generation),
      ...names('referral_id', 'network_id', 'need', 'level', 'languages', 'same_sex'),
      ...names('adaptation', 'age_band', 'good_time', 'sentence', 'chosen_name', 'contact'),
      ...names('agreed', 'yes', 'of_age', 'confirm', 'opened'),
      ...names('interpreter_ref', 'event_id', 'spoken_id', 'setting', 'sensitive', 'booking'),
      changes: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    visit,
    async ({ room, worker, params, body }) => {
      const at = params['visit'] ?? '';
      const { compartment } = room;
      if (body['interpreter_ref'] !== undefined) {
        await interpret({ room, worker, params, body });
        await sealForNobody();
        return undefined;
      }
      if (body['confirm'] !== undefined) {
        const { confirm: referral_id, opened } = body;
        const yes = { referral_id, changes: Number(body['changes']), opened };
        const input = checked('opened', SecondYes, yes);
        const tell = tellIn(room);
        return sentNote(
          room,
          await confirmSealed(door, origin, worker, compartment, at, input, tell),
        );
      }
      if (body['network_id'] !== undefined) {
        const input = sendingOf(room, body);
        const link = await sendSealed(
          door,
          origin,
          worker,
          compartment,
          at,
          input,
          tellIn(room),
        ).catch((error: unknown) => {
          throw plainly(error);
        });
        return link ? sentNote(room, link) : preparedNote(room);
      }
      const { step_id, kind, owner, choice } = checked('kind', STEP, given(body, STEP));
      await addStep(door, worker, compartment, at, {
        step_id,
        kind: kind as StepKind,
        owner,
        due_at: dueOf(room, body),
        ...(choice ? { choice } : {}),
        ...(body['child_life'] ? { child_life: true } : {}),
        ...(body['sealed']
          ? { sealed: body['sealed'], generation: Number(body['generation']) }
          : {}),
      });
      // A step takes as long as a packet: what seals one is done here too, for nobody.
      await sealForNobody();
      return undefined;
    },
  );
  post(
    '/steps/:id',
    {
      visit: Id,
      ...StepChange.properties,
      ...names('due_at', 'due_day', 'due_time', 'step', 'reason', 'words', 'ref_day', 'ref_time'),
      ...names('received'),
      changes: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    visit,
    async ({ room, worker, params, body }) => {
      const id = params['id'] ?? '';
      if (body['step'] !== undefined) {
        if (body['step'] === 'say_no') {
          const no = { changes: Number(body['changes']), reason: body['reason'] };
          const input = checked('reason', SecondNo, no);
          return declineSealed(door, worker, room.compartment, id, input);
        }
        const words = body['words']?.trim();
        const said = {
          step: body['step'],
          ...(body['reason'] ? { reason: body['reason'] } : {}),
          ...heardTime(room, body),
          ...(words ? { words } : {}),
        };
        if (body['received'] !== undefined) {
          const answer = checked('words', ReceivedAnswer, said);
          await answerSealedReceived(door, worker, room.compartment, id, answer);
          return answer.step === 'deleted' ? done(room.w.say('path.asked_gone')) : undefined;
        }
        const input = checked('words', SealedStepInput, {
          ...said,
          changes: Number(body['changes']),
        });
        await stepSealed(door, worker, room.compartment, id, input);
        return undefined;
      }
      const change = given(body, StepChange);
      // What was said is written down without touching owner and date.
      const isDated = body['due_day'] !== undefined || body['due_time'] !== undefined;
      const next = { ...change, ...(isDated ? { due_at: dueOf(room, body) } : {}) } as StepChange;
      await changeStep(door, worker, room.compartment, id, next);
    },
  );
}

const names = (...all: string[]): Record<string, TSchema> =>
  Object.fromEntries(all.map((name) => [name, Text]));
/** What a form says of the fields of a shape. */
const given = (body: Body, { properties }: { properties: object }): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(properties, name)));

/** @throws `bad_input` in the sentences of this screen */
function sendingOf({ compartment }: Room, body: Body): SealedReferralInput {
  const isChild = compartment === 'child';
  if (body['yes'] !== 'true' && !(isChild && body['agreed'] === 'too_small'))
    throw missing(isChild ? 'ref_yes_child' : 'ref_yes');
  return checked('packet', SealedReferralInput, {
    referral_id: body['referral_id'],
    network_id: body['network_id'],
    packet: packetOf(body),
    ticked: ['chosen_name', 'contact'].filter((name) => body[name]?.trim()),
    agreed: body['agreed'],
    of_age: body['of_age'] === 'true',
  });
}

/** The fields that were filled in, and no other. */
function packetOf(body: Body): Record<string, unknown> {
  const one = (name: string, as = name, isList = false) => {
    const value = body[name]?.normalize('NFC').trim();
    return value ? { [as]: isList ? [value] : value } : {};
  };
  const languages = listOf(body['languages']);
  return {
    needs: [body['need']],
    level: body['level'],
    ...(languages.length ? { languages } : {}),
    ...one('same_sex'),
    ...one('adaptation', 'adaptations', true),
    ...one('age_band'),
    ...one('good_time', 'good_times', true),
    ...one('sentence'),
    ...one('chosen_name'),
    ...one('contact'),
  };
}

/** The appointment that goes with what was heard, typed as it was said. @throws `bad_input` for a day or a time that is none, is missing or is over */
function heardTime({ w, zone, now }: Room, body: Body): { appointment_at?: string } {
  const { step, ref_day: day, ref_time: time } = body;
  const isSaid = Boolean(day?.trim() || time?.trim());
  if (!isSaid && step !== 'move') return {};
  if (step !== 'move' && step !== 'accept') throw missing('ref_time');
  const typed = { day: day ?? '', time: time ?? '' };
  const at = comingMomentTyped(w, typed, { zone, now });
  if (typeof at === 'string') return { appointment_at: at };
  if (at.key === 'past') throw missing('ref_past');
  throw at.field === 'day'
    ? unread('no_day', 'ref_day', typed.day)
    : unread('no_time', 'ref_time', typed.time);
}

const missing = (field: string): Problem => new Problem('bad_input', { field });

/** What the rules say of a packet, in the sentences of this screen. */
function plainly(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'bad_input') return error;
  const field = error.errors[0]?.field ?? '';
  if (!field.startsWith('packet.')) return error;
  return missing(field === 'packet.needs' ? 'ref_need' : 'field_is_needed');
}
