/** The page for people at the address that names our profile. */
import { html } from '../../http/html.ts';

const EXAMPLE = {
  id: '0192f000-0000-7000-8000-00000000a001',
  name: 'Evening clinic',
  status: 'active',
  wayhouse: {
    source_lang: 'en',
    translations: [{ field: 'name', lang: 'ar', text: 'العيادة المسائية', state: 'reviewed' }],
    needs: ['health.doctor'],
    facts: [
      {
        code: 'asks_identity',
        value: 'no',
        source_kind: 'provider',
        said_by: 'Open Door Network',
        method: 'phoned',
        checked_on: '2026-11-02',
      },
    ],
    holiday_rule: 'closed',
  },
};

/** @param entities names of the schemas that the profile adds to */
export function profilePage(entities: readonly string[]): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Wayhouse profile 1.0 of HSDS</title>
<style>body{margin:0;background:#EEF2EF;color:#16211E;font:1.0625rem/1.5 system-ui,"Noto Sans",sans-serif}main{max-inline-size:46rem;margin-inline:auto;padding:1rem}pre{background:#fff;border:1px solid #D2DAD6;border-radius:8px;padding:.75rem;overflow:auto}a{color:#0B5A4A}</style></head>
<body><main>
<h1>Wayhouse profile 1.0 of HSDS</h1>
<p>The profile adds one key, <code>wayhouse</code>, to objects of the
<a href="https://docs.openreferral.org/">Human Services Data Specification</a> 3.0 and 3.1, and changes nothing else.
A reader who ignores the key reads plain HSDS. The same data without the key are at <code>/hsds/plain/3.0</code> and
<code>/hsds/plain/3.1</code>.</p>
<h2>What it carries</h2>
<p>Facts with three answers (yes, no, unknown), each with who said so and when. Translations. The IANA time zone.
What kind of place it is, how much of it is told, and its agreement. What must be brought, and what helps.
<strong>A fact that is not there is unknown.</strong> It never means "no".</p>
<h2>Example</h2>
<pre>${JSON.stringify(EXAMPLE, null, 2)}</pre>
<h2>Files</h2>
<ul>${entities.map(
    (name) =>
      html`<li>${name}: <a href="/hsds/profile/1.0/profile/${name}.json">merge patch</a>, <a href="/hsds/profile/1.0/schema/${name}.json">merged schema</a></li>`,
  )}</ul>
<p>The merged schemas contain the official schemas of HSDS by Open Referral, licensed under
<a href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>; the added property is ours.</p>
</main></body></html>`.html;
}
