/** Languages of a query and of services meet in their primary subtag (RFC 5646, section 2.2.1). */

/** Varieties that people name apart but that understand each other (ISO 639-3 members of a macrolanguage). */
const SAME_LANGUAGE: ReadonlyMap<string, string> = new Map([
  ['prs', 'fa'],
  ['pes', 'fa'],
  ['arb', 'ar'],
  ['pbt', 'ps'],
  ['pbu', 'ps'],
  ['swh', 'sw'],
  ['zho', 'zh'],
  ['cmn', 'zh'],
]);

/** `fa-AF` → `fa`, `prs` → `fa`. */
export function primaryLanguage(tag: string): string {
  const dash = tag.search(/[-_]/);
  const primary = (dash < 0 ? tag : tag.slice(0, dash)).toLowerCase();
  return SAME_LANGUAGE.get(primary) ?? primary;
}
