/** What stands now, for other programs: as an Atom feed (RFC 4287) of CAP messages, and as JSON. */
import { escapeXml, CAP_TYPE } from './cap/index.ts';
import type { Alert } from './alert.ts';
import { identifierOf } from './to-cap.ts';
import type { Told } from './tell.ts';

export type FeedEntry = { alert: Alert; told: Told };

/** Times of Atom are those of RFC 3339. */
const stamp = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** @param updated ms since 1970 of the newest change */
export function atomFeed(
  feed: { origin: string; name: string; title: string; lang: string; updated: number },
  entries: readonly FeedEntry[],
): string {
  const text = (value: string): string => escapeXml(value, 'feed');
  const { origin, lang } = feed;
  const entry = ({ alert, told }: FeedEntry): string => {
    const page = `${origin}/${lang}/alerts/${alert.id}`;
    return `  <entry>
    <id>${identifierOf(alert.id)}</id>
    <title xml:lang="${told.lang}">${text(told.headline)}</title>
    <published>${stamp(alert.issuedAt)}</published>
    <updated>${stamp(alert.issuedAt)}</updated>
    <link rel="alternate" type="text/html" href="${text(page)}"/>
    <link rel="enclosure" type="${CAP_TYPE}" href="${text(`${origin}/alerts/cap/${alert.id}.xml`)}"/>
    <category term="${alert.status === 'actual' ? 'Actual' : 'Exercise'}" scheme="urn:oasis:names:tc:emergency:cap:1.2:status"/>
    <category term="${alert.hazard}" scheme="wayhouse:hazard"/>
    <summary xml:lang="${told.lang}">${text(told.description)}</summary>
  </entry>
`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}">
  <id>${text(`${origin}/alerts/feed.xml`)}</id>
  <title>${text(feed.title)}</title>
  <updated>${stamp(feed.updated)}</updated>
  <author><name>${text(feed.name)}</name></author>
  <link rel="self" type="application/atom+xml" href="${text(`${origin}/alerts/feed.xml`)}"/>
${entries.map(entry).join('')}</feed>
`;
}
