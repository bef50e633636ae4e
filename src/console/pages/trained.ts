/** Roles, trainings and what is missing, in words: the same wherever somebody's work is shown. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import { HEALTH_SUBJECTS, type TeamRole } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';

/** The name behind a code, or the code itself where the installation made its own. */
export const nameOf = (w: Words, kind: 'course' | 'subject' | 'role', code: string): string =>
  w.has(`${kind}.${code}`) ? w.text(`${kind}.${code}`) : code.replaceAll('_', ' ');

/** What a role lacks (`course:…`, `hours:…`, `subject:…`, `module:…`, `conduct:…`, `role:…`), as a list in words. */
export function missingText(w: Words, missing: readonly string[]): RawHtml {
  const subjects = missing.flatMap((one) => (one.startsWith('subject:') ? [one.slice(8)] : []));
  const texts = missing.flatMap((one) => {
    const [kind = '', of = ''] = one.split(':', 2);
    if (kind === 'course' || kind === 'module')
      return w.text('missing.course', { course: nameOf(w, 'course', of) });
    if (kind === 'hours') return w.text('missing.hours', { course: nameOf(w, 'course', of) });
    if (kind === 'conduct') return w.text('missing.conduct', { version: Number(of) });
    if (kind === 'role') return w.text('missing.role');
    return [];
  });
  const named = subjects.map((one) => nameOf(w, 'subject', one));
  const dealt = subjects.length ? [w.text('missing.subjects', { subjects: w.list(named) })] : [];
  return w.list([...new Set(texts), ...dealt]);
}

/** A role with a mark: open, open not for long, or closed. Form before colour: three shapes. */
export function roleBadge(w: Words, role: TeamRole, now: number): RawHtml {
  const name = html`<b>${nameOf(w, 'role', role.role)}</b>`;
  if (role.locked)
    return html`<span class="mark bad">${icon('no')}</span><span>${name} <span class="s">${w.say('team.closed', { missing: missingText(w, role.missing) })}</span></span>`;
  if (role.until === null)
    return html`<span class="mark good">${icon('yes')}</span><span>${name} <span class="s soft">${w.say('team.open')}</span></span>`;
  const soon = role.until - now < 30 * 86_400_000;
  const until = w.say(soon ? 'team.ends_soon' : 'team.until', {
    day: saidAt(w, 'UTC', role.until, 'day'),
  });
  return html`<span class="mark ${soon ? 'care' : 'good'}">${icon(soon ? 'clock' : 'yes')}</span><span>${name} <span class="s${soon ? '' : ' soft'}">${until}</span></span>`;
}

/** The subjects that a course of health work deals with, to be ticked. */
export const subjectTicks = (w: Words): RawHtml =>
  html`<details class="wide"><summary>${w.say('access.subjects')}</summary><fieldset class="ticks"><legend class="s soft">${w.say('access.subjects_note')}</legend>${HEALTH_SUBJECTS.map((one) => html`<label class="tick"><input type="checkbox" name="subjects" value="${one}"><span>${w.say(`subject.${one}`)}</span></label>`)}</fieldset></details>`;
