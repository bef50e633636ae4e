/** Forms of officers on what leaves a survivor's path: one packet sent, and each step on it. */
import { type TSchema, Type } from 'typebox';
import type { Worker } from '../firewall/index.ts';
import type { RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import {
  SealedReferralInput,
  SealedStepInput,
  sendSealed,
  stepSealed,
} from '../referrals/index.ts';
import type { PacketInput } from '../referrals/packet.ts';
import type { Desk } from './desk.ts';
import { listOf } from './forms.ts';
import { checked } from './pages/protected/reading.ts';
import { sentNote, toldPacket } from './pages/protected/referrals.ts';
import type { Room } from './pages/protected/room.ts';

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

export function sealedReferralRoutes(
  post: Post,
  visit: Page,
  { house: door, door: staff }: Pick<Desk, 'house' | 'door'>,
): void {
  const { origin } = staff.party;
  post(
    '/visits/:visit/referrals',
    {
      referral_id: SealedReferralInput.properties.referral_id,
      network_id: SealedReferralInput.properties.network_id,
      need: Type.String(),
      level: Type.String(),
      languages: Text,
      same_sex: Text,
      adaptation: Text,
      age_band: Text,
      good_time: Text,
      sentence: Text,
      chosen_name: Text,
      contact: Text,
      agreed: SealedReferralInput.properties.agreed,
      yes: Text,
      of_age: Text,
    },
    visit,
    async ({ room, worker, params, body }) => {
      onlySurvivor(room);
      if (body['yes'] !== 'true') throw missing('ref_yes');
      if (body['of_age'] !== 'true') throw missing('two_must_decide');
      const input = checked('packet', SealedReferralInput, {
        referral_id: body['referral_id'],
        network_id: body['network_id'],
        packet: packetOf(body),
        ticked: ['chosen_name', 'contact'].filter((name) => body[name]?.trim()),
        agreed: body['agreed'],
        of_age: true,
      });
      const told = (packet: PacketInput) => toldPacket(room, packet);
      const link = await sendSealed(door, origin, worker, params['visit'] ?? '', input, told).catch(
        (error: unknown) => {
          throw plainly(error);
        },
      );
      return sentNote(room, link);
    },
  );
  post(
    '/referrals/:id',
    {
      visit: Type.String({ format: 'uuid' }),
      step: SealedStepInput.properties.step,
      changes: Type.Integer({ minimum: 0 }),
      reason: Text,
      words: Text,
    },
    visit,
    async ({ room, worker, params, body }) => {
      onlySurvivor(room);
      const words = body['words']?.trim();
      const input = checked('words', SealedStepInput, {
        step: body['step'],
        changes: Number(body['changes']),
        ...(body['reason'] ? { reason: body['reason'] } : {}),
        ...(words ? { words } : {}),
      });
      await stepSealed(door, worker, params['id'] ?? '', input);
    },
  );
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

const missing = (field: string): Problem => new Problem('bad_input', { field });

/** What the rules say of a packet, in the sentences of this screen. */
function plainly(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'bad_input') return error;
  const field = error.errors[0]?.field ?? '';
  if (!field.startsWith('packet.')) return error;
  return missing(field === 'packet.needs' ? 'ref_need' : 'field_is_needed');
}

function onlySurvivor({ compartment }: Room): void {
  if (compartment !== 'survivor') throw new Problem('not_found');
}
