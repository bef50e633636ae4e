/** What keeps a statement's values out of PostgreSQL's own log (design chapter 20, section 15; migration 0015). */

/** Settings of every login role of the program, and the values that are as good. */
export const QUIET_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  log_statement: ['none'],
  log_duration: ['off'],
  log_min_duration_statement: ['-1'],
  log_min_duration_sample: ['-1'],
  log_transaction_sample_rate: ['0'],
  log_min_messages: ['fatal', 'panic'],
  log_min_error_statement: ['panic'],
  log_error_verbosity: ['terse'],
  log_parameter_max_length: ['0'],
  log_parameter_max_length_on_error: ['0'],
  log_lock_waits: ['off'],
  log_temp_files: ['-1'],
  track_activities: ['off'],
};

/** The settings of login roles, one row for each, and the libraries that could log plans: asked as the owner. */
export const QUIET_QUERY = `select r.rolname as role, coalesce(r.rolconfig, '{}') as settings,
    current_setting('shared_preload_libraries') || ',' || current_setting('session_preload_libraries') as libraries
  from pg_roles r where r.rolname ~ '^app_' and r.rolcanlogin order by r.rolname`;

export type RoleSettings = { role: string; settings: string[]; libraries: string };

/** What is not quiet, as sentences that say what to do; none when all is. */
export function loudSettings(rows: readonly RoleSettings[]): string[] {
  const loud = rows.flatMap(({ role, settings }) => {
    const held = new Map(settings.map((setting) => splitOnce(setting)));
    return Object.entries(QUIET_SETTINGS)
      .filter(([name, good]) => !good.includes(held.get(name) ?? ''))
      .map(([name, good]) => `ALTER ROLE ${role} SET ${name} = '${good[0]}';`);
  });
  if (rows[0]?.libraries.includes('auto_explain'))
    loud.push('take auto_explain out of the preloaded libraries: plans hold values of statements');
  return loud;
}

function splitOnce(setting: string): [string, string] {
  const at = setting.indexOf('=');
  return [setting.slice(0, at), setting.slice(at + 1)];
}
