/** An answer of the finder as plain text, in the same words as the pages: for the command line. */
import type { Listing } from '../directory/listing.ts';
import type { FinderAnswer, FinderGroup, FinderItem } from '../finder/query.ts';
import type { RawHtml } from '../http/html.ts';
import { distanceText } from '../languages/dates.ts';
import type { Asked } from './asked.ts';
import { checkedLine, listingDoor, promiseBox } from './card.ts';
import type { View } from './page.ts';
import { isMark, reasonText } from './reasons.ts';
import { askText, needLabel, wishText } from './wishes.ts';

const GROUPS: readonly FinderGroup[] = ['fits', 'may_fit', 'close'];

/**
 * @param listings the shown places, by code
 * @param asked what the wishes are called; only languages, time and papers matter here
 * @returns lines ending with a newline, no markup
 */
export function plainAnswer(
  view: View,
  answer: FinderAnswer,
  listings: ReadonlyMap<string, Listing>,
  asked: Asked,
): string {
  const { words } = view;
  const { fits, may_fit } = answer.counts;
  const lines = [
    fits > 0 || may_fit === 0
      ? words.text('results.title', { count: fits })
      : words.text('results.title_may', { count: may_fit }),
  ];
  if (answer.understoodNeeds.length) {
    lines.push(
      words.text('results.understood', {
        needs: words.list(answer.understoodNeeds.map((need) => needLabel(view, need))),
      }),
    );
  }
  const guesses = answer.guessedNeeds ?? answer.closeNeeds ?? [];
  if (guesses.length && asked.text !== undefined) {
    lines.push(words.text('results.did_you_mean', { text: asked.text }));
    lines.push(...guesses.map((need) => `  ${needLabel(view, need)}`));
  }
  for (const group of GROUPS) {
    const items = answer.items.filter((item) => item.group === group);
    if (items.length === 0) continue;
    if (group !== 'fits')
      lines.push('', words.text(`results.${group}`, { count: answer.counts[group] }));
    for (const item of items) {
      const listing = listings.get(item.code);
      if (listing) lines.push('', ...placeLines(view, item, listing, asked));
    }
  }
  if (answer.items.length === 0)
    lines.push('', words.text('results.none_at_all'), words.text('results.none_hint'));
  if (fits === 0 && answer.without.length) {
    lines.push('', words.text('results.without_title'));
    for (const { wish, fits: count } of answer.without)
      lines.push(
        `  ${words.text('results.without', { wish: wishText(view, wish, asked), count })}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function placeLines(view: View, item: FinderItem, listing: Listing, asked: Asked): string[] {
  const { words } = view;
  const where = [
    item.distanceM === undefined ? '' : distanceText(words, item.distanceM),
    ...(listing.place?.address ?? []),
    listing.place?.area?.text ?? '',
  ].filter(Boolean);
  const line = (text: string): string => `   ${text}`;
  return [
    `${listing.code}  ${listing.name.text}`,
    line(plain(listingDoor(view, listing, item.open).sentence)),
    ...(where.length ? [line(where.join(', '))] : []),
    ...(item.against
      ? [line(words.text('results.against', { wish: wishText(view, item.against, asked) }))]
      : []),
    ...item.reasons
      .filter(isMark)
      .map((reason) => line(`+ ${reasonText(view, reason, listing.pattern.zone)}`)),
    ...item.unknown.map((wish) => line(`? ${askText(view, wish, asked)}`)),
    ...item.warnings.map((warning) => line(`! ${words.text(`warning.${warning}`)}`)),
    line(plain(promiseBox(view, listing, item))),
    line(plain(checkedLine(view, listing))),
    ...listing.phones.slice(0, 2).map(({ number }) => line(number)),
  ];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** HTML of ours as one line of text. */
export function plain({ html }: RawHtml): string {
  return html
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<\/(p|li|div|dd|dt)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}
