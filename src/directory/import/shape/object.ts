/** Looking at values of which nothing is known yet. */
export type Values = Record<string, unknown>;

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A foreign id as text; undefined when there is none that could name a row. */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = value
      .replace(/[\u0000-\u001f\u007f]/g, '')
      .trim()
      .toWellFormed();
    return text === '' || text.length > 500 ? undefined : text;
  }
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
