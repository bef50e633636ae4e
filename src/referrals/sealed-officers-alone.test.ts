/** What goes from officers to officers is seen by nobody else of either organisation: no role, no store, no function, no table, no log. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganisation, inContext, putTicketKey } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { listVisits } from '../protection/index.ts';
import { PURPOSE_STORES, ROLES, type StaffRole } from '../staff/roles.ts';
import { type OfficersHouse, officersHouse } from './sealed-officers-testing.ts';

describe.each(['survivor', 'child'] as const)(
  'between officers of the compartment %s, for everybody else',
  (room) => {
    let h: OfficersHouse;
    beforeAll(async () => {
      h = await officersHouse(room);
    });
    afterAll(() => h.close());

    it('their desk, their leads, their administrators and everybody else see nothing of it, by no table and no function', async () => {
      const { packet } = await h.leaves();
      await h.answer(packet, { step: 'open' });
      const { database, org } = h.house.desk.house;
      const key = await putTicketKey(database);
      const looks = [
        `select * from ${room}.way_in`,
        `select * from ${room}.referral`,
        `select * from ${room}.referral_change`,
        'select * from fw.sealed_received()',
        `select * from fw.read_sealed_received('${packet}')`,
        `select fw.answer_sealed_received('${packet}', 'accept', '{}', null)`,
        `select * from fw.read_packet('${packet}')`,
        `select fw.answer_packet('${packet}', 'accept', '{}', null)`,
        `select fw.ask_key('${packet}')`,
        'select fw.packets_to_delete()',
        `select fw.confirm_deleted('${packet}')`,
      ];
      let asked = 0;
      const seen = async (home: string, who: Worker, isOther: (store: string) => boolean) => {
        for (const [under, stores] of Object.entries(PURPOSE_STORES))
          for (const audience of stores) {
            if (!isOther(audience)) continue;
            for (const look of looks) {
              const got = await inContext(
                database,
                key,
                { audience, org: home, actor: who.actor, purpose: under },
                (tx) => tx.query(look),
                'rollback',
              ).catch(() => []);
              asked += 1;
              const told = got.flatMap((row) => Object.values(row as object));
              const nothing = told.every(
                (one) => one === null || one === false || (Array.isArray(one) && !one.length),
              );
              expect([under, audience, look, nothing]).toEqual([under, audience, look, true]);
            }
          }
      };
      // The same two lists are not empty for whom they are.
      for (const look of looks.slice(3, 5)) expect(await h.sql(h.mara, look)).not.toEqual([]);
      await seen(h.there, h.mara, (store) => store !== `app_${room}`);
      await seen(org, h.noor, (store) => store !== `app_${room}`);
      expect(asked).toBeGreaterThan(400);
      // A third organisation's officers, and the sender's own: nothing is addressed to them.
      const third = await addOrganisation(database, { name: 'Third House' });
      const stranger = await h.elsewhere(third, await h.house.officer(room));
      for (const who of [stranger, h.noor, h.idil]) {
        expect(await h.listed(who)).toEqual([]);
        await expect(h.read(packet, who)).rejects.toMatchObject({ code: 'not_found' });
        await expect(h.answer(packet, { step: 'accept' }, who)).rejects.toMatchObject({
          code: 'not_found',
        });
      }
      // Officers there see no row of the sender's.
      for (const table of ['referral', 'referral_change'])
        expect(await h.sql(h.mara, `select * from ${room}.${table}`)).toEqual([]);
      expect(await h.sql(h.mara, `select packet_id from ${room}.way_in`)).toEqual([]);
      await expect(h.sql(h.mara, `select sealed from ${room}.way_in`)).rejects.toThrow();
      expect(await listVisits(h.door, h.mara, room)).toEqual([]);
      // Whoever has another role there is refused by the keeper.
      for (const role of (Object.keys(ROLES) as StaffRole[]).filter((one) => one !== room)) {
        const who = await h.elsewhere(h.there, await h.house.desk.worker(role));
        await expect(h.listed(who)).rejects.toMatchObject({ code: 'not_allowed' });
        await expect(h.read(packet, who)).rejects.toMatchObject({ code: 'not_allowed' });
        await expect(h.answer(packet, { step: 'accept' }, who)).rejects.toMatchObject({
          code: 'not_allowed',
        });
      }
    });

    it('changes no row of any other table on either side, and in their logs it is a visit and a step', async () => {
      const tables = await h.rows<{ t: string }>(
        `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema|audit)'
         and not (schemaname = $1 and tablename in ('referral', 'referral_change', 'way_in')) order by 1`,
        [room],
      );
      const all = async () =>
        (
          await h.rows<{ t: string; n: string; x: string }>(
            tables
              .map(
                ({ t }) =>
                  `select '${t}' t, count(*) n, md5(string_agg(x::text, '|' order by x::text)) x from ${t} x`,
              )
              .join(' union all '),
          )
        )
          .map(({ t, n, x }) => `${t} ${n} ${x}`)
          .toSorted();
      const before = await all();
      await h.rows('delete from audit.stage');
      const { id, packet } = await h.leaves();
      await h.listed();
      await h.read(packet);
      await h.answer(packet, { step: 'open' });
      await h.read(packet);
      await h.answer(packet, { step: 'accept' });
      await h.step({ id }, { step: 'withdraw' });
      await h.answer(packet, { step: 'deleted' });
      expect(await all()).toEqual(before);
      const log = await h.rows<{ org: string; act: string; route: string; details: object | null }>(
        `select distinct org_id = '${h.there}' as org, act, route from audit.stage where org_id in ('${h.there}', '${h.house.desk.house.org}') and purpose = '${h.purpose}'`,
      );
      const at = '/api/compartments/:compartment';
      expect(
        log
          .filter(({ org }) => org)
          .map(({ act, route }) => `${act} ${route}`)
          .toSorted(),
      ).toEqual([
        `open GET ${at}/visits`,
        `open GET ${at}/visits/:visit`,
        `open POST ${at}/steps/:id`,
        `step.changed POST ${at}/steps/:id`,
      ]);
      const purposes = await h.rows<{ purpose: string }>(
        `select distinct purpose from audit.stage where org_id = '${h.there}'`,
      );
      expect(purposes).toEqual([{ purpose: h.purpose }]);
      const everything = JSON.stringify(await h.rows('select * from audit.stage'));
      for (const trace of [id, packet, h.byOfficers, h.agreement])
        expect(everything).not.toContain(trace);
    });
  },
);
