/** What an update does to providers that were pinned before anybody stated what their token must say. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { migrate } from '../database/migrate.ts';
import { emptyDatabase } from '../database/testing.ts';
import { asOwner } from '../firewall/context/testing.ts';
import { providerFacts } from './facts.ts';

it('they say nothing, so the own step follows; who has none is let in for thirty days', async () => {
  const database = await emptyDatabase();
  try {
    await migrate(database, () => {}, 'main', 84);
    const [org, one, two] = [randomUUID(), randomUUID(), randomUUID()];
    const issuer = 'https://id.selmora.example';
    await asOwner(database, async (tx) => {
      await tx.execute(
        `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
         values ($1, 'Selmora', 'XW', 'network', true, $2, $3)`,
        [org, one, two],
      );
      await tx.execute(
        `insert into staff.provider (org_id, issuer, client_id, label, added_by, approved_by) values ($1, $2, 'c', 'l', $3, $4)`,
        [org, issuer, one, two],
      );
      await tx.execute(
        `insert into staff.provider_proposal (proposal_id, org_id, issuer, client_id, label, proposed_by) values ($1, $2, 'https://other.selmora.example', 'c', 'l', $3)`,
        [randomUUID(), org, one],
      );
    });
    await migrate(database);
    const kept = await providerFacts(database, org, issuer);
    expect(kept).toMatchObject({ accepted_acr: [], accepted_amr: [], max_age_s: null });
    const days = ((kept?.own_step_from?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    // What still waits for a second person, and all that is pinned later, gets no such days.
    const waiting = await asOwner(database, (tx) =>
      tx.query('select accepted_acr, accepted_amr, max_age_s from staff.provider_proposal'),
    );
    expect(waiting).toEqual([{ accepted_acr: [], accepted_amr: [], max_age_s: null }]);
    await asOwner(database, (tx) =>
      tx.execute(
        `insert into staff.provider (org_id, issuer, client_id, label, added_by, approved_by) values ($1, 'https://new.selmora.example', 'c', 'l', $2, $3)`,
        [org, one, two],
      ),
    );
    const later = await providerFacts(database, org, 'https://new.selmora.example');
    expect(later?.own_step_from).toBeNull();
  } finally {
    await database.close();
  }
}, 120_000);
