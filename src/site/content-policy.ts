/** The content security policy of a page: its own style by hash, our own host for everything else. */

/** @param map the map page also needs the map library's stylesheet, images it draws and its worker */
export function contentPolicyOf(styleHash: string, map = false): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'${map ? " 'self'" : ''}`,
    `img-src 'self'${map ? ' data: blob:' : ''}`,
    "script-src 'self'",
    "connect-src 'self'",
    // Recordings of cards: without it a browser plays none.
    "media-src 'self'",
    `worker-src 'self'${map ? ' blob:' : ''}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
