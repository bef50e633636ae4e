/**
 * Which life of a database this is, as an SQL expression: ten signs that change when its numbers of transactions begin to mean something
 * else. They do when the data come to another server, into another database or into tables that were made anew (our own restore), and
 * when a server goes back in time: each recovery to a moment, and each change of the primary, begins a new timeline. A machine that is put
 * back as a whole keeps its life.
 */
export const LIFE = `(select left(md5(concat_ws('|', s.system_identifier, d.oid, 'fw.organisation'::regclass::oid,
      left(pg_walfile_name(pg_current_wal_lsn()), 8))), 10)
    from pg_control_system() s, pg_database d where d.datname = current_database())`;
