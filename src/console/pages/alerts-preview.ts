/** One alert on every channel at once, before it goes out and afterwards. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { CapAlert } from '../../alerts/index.ts';

export type ChannelView = {
  /** Code, direction and own name of the language. */
  lang: string;
  tag: string;
  dir: string;
  autonym: string;
  isMachine: boolean;
  banner: RawHtml | '';
  article: RawHtml | '';
  sms: string;
  segments: number;
};

/** Each language with what its readers will see, hear of and hold. */
export function channelsPart(w: Words, channels: readonly ChannelView[], cap: string): RawHtml {
  return html`${channels.map(
    (one, index) =>
      html`<details class="sheet"${raw(index === 0 ? ' open' : '')}><summary><bdi lang="${one.tag}">${one.autonym}</bdi></summary>${
        one.isMachine
          ? html`<p class="note">${w.say('alerts.machine_hidden')}</p>`
          : html`<h2>${w.say('alerts.channel.banner')}</h2><div lang="${one.tag}" dir="${one.dir}">${one.banner}</div>
<h2>${w.say('alerts.channel.page')}</h2><div lang="${one.tag}" dir="${one.dir}" class="alert-shown">${one.article}</div>
<h2>${w.say('alerts.channel.sms')}</h2><p class="secret-not alert-sms" lang="${one.tag}" dir="${one.dir}">${one.sms}</p><p class="s soft">${w.say('alerts.segments', { n: one.segments })}</p>`
      }</details>`,
  )}<details class="sheet"><summary>${w.say('alerts.channel.cap')}</summary><pre dir="ltr" class="alert-xml" tabindex="0">${cap}</pre></details>`;
}

/** What a partner sent, as it stands in CAP. */
export function capPart(w: Words, alert: CapAlert): RawHtml {
  const line = (label: RawHtml, value: string | undefined): RawHtml | '' =>
    value
      ? html`<p><b>${label}</b><br><span class="alert-text"><bdi>${value}</bdi></span></p>`
      : '';
  return html`<p class="soft">${alert.msgType} · ${alert.status} · <bdi>${alert.sender}</bdi> · <bdi>${alert.sent}</bdi></p>${alert.info.map(
    (info) =>
      html`<section class="sheet" lang="${info.language ?? 'en'}"><h2><bdi>${info.headline ?? info.event}</bdi></h2><p class="soft">${w.say(`alert.severity.${info.severity}`)} · ${w.say(`alert.urgency.${info.urgency}`)} · ${w.say(`alert.certainty.${info.certainty}`)}</p>${line(w.say('alerts.description'), info.description)}${line(w.say('alerts.instruction'), info.instruction)}${line(w.say('alert.where'), info.area.map(({ areaDesc }) => areaDesc).join(', '))}${info.expires ? html`<p>${w.say('alert.until', { when: info.expires })}</p>` : ''}${info.resource.length ? html`<p><b>${w.say('alerts.links')}</b></p><ul class="dots">${info.resource.map(({ resourceDesc, uri }) => html`<li><bdi>${resourceDesc}</bdi>${uri ? html` <bdi class="l">${uri}</bdi>` : ''}</li>`)}</ul>` : ''}</section>`,
  )}`;
}
