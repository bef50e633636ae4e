/** Leave without a network: a plain clock, and nothing that says where one has been. */

/** The page asks for itself again each half minute, so the clock goes on without script. */
export function clockPage(now = new Date()): Response {
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  const html = `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="30"><title>${time}</title><style>body{margin:0;display:grid;place-items:center;min-height:100vh;background:#fff;color:#222;font:20vw sans-serif}</style></head><body><time>${time}</time></body></html>`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
