/** An alert of ours as CAP 1.2 for other programs: one block for each language that has words. */
import type { Words } from '../languages/messages.ts';
import { offsetMinutes } from '../languages/zone.ts';
import type { Alert } from './alert.ts';
import { type CapAlert, type CapArea, type CapInfo, capTime, writeCap } from './cap/index.ts';
import { HAZARDS } from './hazards.ts';
import { type Surrounds, tell } from './tell.ts';

export type CapSurrounds = Surrounds & {
  words: ReadonlyMap<string, Words>;
  /** All that is known of the alert's line, itself included, in any order. */
  line: readonly Alert[];
};

const KIND = { alert: 'Alert', update: 'Update', cancel: 'Cancel' } as const;
const STATUS = { actual: 'Actual', exercise: 'Exercise', test: 'Test' } as const;

export const identifierOf = (id: string): string => `urn:uuid:${id}`;
/** Who sends, as CAP wants it: unique, without spaces. */
export const senderOf = (origin: string): string => new URL(origin).host;

/** The XML of one message. @throws CapRefusal when something in it cannot be written */
export async function capOf(alert: Alert, house: CapSurrounds, now: number): Promise<string> {
  const sender = senderOf(house.origin);
  const time = (ms: number): string => capTime(ms, offsetMinutes(house.zone.name, ms));
  const earlier = house.line
    .filter((one) => one.chain === alert.chain && one.issuedAt < alert.issuedAt)
    .sort((a, b) => a.issuedAt - b.issuedAt);
  const isCancel = alert.kind === 'cancel';
  const infos: CapInfo[] = [];
  for (const text of alert.texts) {
    const words = house.words.get(text.lang);
    if (text.state === 'machine' || !words) continue;
    const told = await tell({ ...alert, texts: [text] }, words, house, now);
    if (!told) continue;
    const drill = told.isDrill ? `${words.text('alert.drill')} ` : '';
    const plain = (said: string): string => said.replace(/[\u2066-\u2069]/g, '');
    const go = told.services.map(({ code, name }) => `${name.text} (${code})`);
    infos.push({
      language: told.lang,
      category: [HAZARDS[alert.hazard].category],
      event: words.text(`hazard.${alert.hazard}`),
      responseType: alert.responses,
      urgency: alert.urgency,
      severity: alert.severity,
      certainty: alert.certainty,
      eventCode: [{ valueName: 'wayhouse:hazard', value: alert.hazard }],
      effective: time(alert.effectiveAt),
      expires: time(alert.expiresAt),
      senderName: house.name,
      headline: drill + told.headline,
      description: plain(drill + (isCancel ? words.text('alert.is_cancelled') : told.description)),
      instruction: plain(
        isCancel
          ? words.text('alert.is_over_text')
          : [
              told.instruction,
              ...(go.length ? [`${words.text('alert.go')}: ${go.join(', ')}.`] : []),
              words.text('alert.no_papers'),
            ].join('\n'),
      ),
      web: `${house.origin}/${words.language.code}/alerts/${alert.id}`,
      parameter: told.needs.map(({ code }) => ({ valueName: 'wayhouse:need', value: code })),
      resource: [],
      area: areasOf(alert, house, words),
    });
  }
  const cap: CapAlert = {
    identifier: identifierOf(alert.id),
    sender,
    sent: time(alert.issuedAt),
    status: STATUS[alert.status],
    msgType: KIND[alert.kind],
    scope: 'Public',
    code: [],
    ...(alert.status === 'actual'
      ? {}
      : { note: house.words.get('en')?.text('alert.drill') ?? 'Drill' }),
    references: earlier.map((one) => ({
      sender,
      identifier: identifierOf(one.id),
      sent: time(one.issuedAt),
    })),
    info: infos,
  };
  return writeCap(cap);
}

/** One area for each place; drawn shapes belong to the first. */
function areasOf(alert: Alert, house: Surrounds, words: Words): CapArea[] {
  const area = (areaDesc: string, valueName: string, value: string, first: boolean): CapArea => ({
    areaDesc,
    polygon: first ? alert.shapes.polygons : [],
    circle: first ? alert.shapes.circles : [],
    geocode: [{ valueName, value }],
  });
  if (alert.areas.length === 0)
    return [area(words.text('alert.all_country'), 'ISO 3166-1', house.territory, true)];
  return alert.areas.map((id, index) => {
    const name = house.placeName(id, words.language.code)?.text;
    return area(name ?? String(id), 'wayhouse:place', String(id), index === 0);
  });
}
