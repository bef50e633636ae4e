/** What goes, line by line, in words that can be read to the person. */
import type { Speech } from '../../speech.tsx';
import { levelText } from '../../parts/marks.tsx';
import type { Packet, PacketField } from './wire.ts';

export type Fact = { field: PacketField; label: string; value: string };

const ORDER = [
  'needs',
  'level',
  'languages',
  'modes',
  'same_sex',
  'adaptations',
  'age_band',
  'good_times',
  'sentence',
  'chosen_name',
] as const satisfies readonly PacketField[];

export function factLines(speech: Speech, packet: Packet): Fact[] {
  return ORDER.filter((field) => packet[field] !== undefined).map((field) => ({
    field,
    label: speech.t('referral.field', { field }),
    value: valueOf(speech, packet, field),
  }));
}

function valueOf(speech: Speech, packet: Packet, field: PacketField): string {
  const { t, list } = speech;
  if (field === 'level') return levelText(speech, packet.level);
  if (field === 'needs') return list(packet.needs.map(speech.need));
  if (field === 'languages') return list((packet.languages ?? []).map(speech.languageName));
  if (field === 'age_band')
    // The ends of a band are figures, and stand as such in every script.
    return (packet.age_band ?? '').replace('-', '–');
  if (field === 'sentence' || field === 'chosen_name') return packet[field] ?? '';
  const codes = field === 'same_sex' ? [packet.same_sex ?? ''] : (packet[field] ?? []);
  return list(codes.map((code) => t('referral.value', { code })));
}
