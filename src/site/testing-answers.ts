/** A form as browsers send it, and what a page says, for tests of the routes. */

export const form = (fields: string[][]): { payload: string; headers: Record<string, string> } => ({
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

/** What the page says, without style and frame. */
export function mainOf(body: string): string {
  return body.slice(body.indexOf('<main'), body.indexOf('</main>'));
}
