import { expect, it } from 'vitest';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { migrate, shippedSteps } from '../../../src/adapters/embedded/migrate.ts';
import { openSqlite } from '../../../src/adapters/embedded/sqlite.ts';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import { envelope } from '../../support/narrative.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { virtualWorld } from '../../support/virtual-world.ts';

const program = 'monitor-test';

it('goes on where a file stood that was written before there were dead letters', async () => {
  await using folder = await temporaryFolder();
  const world = virtualWorld();
  const path = folder.file('events.sqlite');
  const universe = world.newId('universe');
  const events = [envelope(world, universe), envelope(world, universe), envelope(world, universe)];
  {
    using file = openSqlite({ path, mode: 'write', durability: 'full' });
    await migrate(file, { store: 'events', program, steps: shippedSteps('events').slice(0, 1) });
    await file.write(() => {
      file.prepare('INSERT INTO logs (log, universe, last) VALUES (1, ?, 3)').run(universe);
      const insert = file.prepare(
        'INSERT INTO events (log, number, body, append_key, append_count) VALUES (1, ?, ?, ?, 1)',
      );
      for (const [i, event] of events.entries()) insert.run(i + 1, canonicalJson(event), event.id);
      file.exec(`INSERT INTO groups (log, name, handed) VALUES (1, 'g', 2)`);
      file.exec(`INSERT INTO pending (log, name, number, consumer, since_ms, attempt) VALUES (1, 'g', 2, 'a', 5, 3)`);
    });
  }
  await using log = await openSqliteEventLog({ path, world, program });
  const member = { universe, group: 'g', consumer: 'b' };
  const [claimed] = await log.claim(member, { idleMsMin: 1, max: 10 });
  expect(claimed).toMatchObject({ event: events[1], attempt: 4 });
  if (claimed === undefined) throw new Error('nothing was claimed');
  const trouble = { code: 'broke', message: 'it broke', attempts: 1 };
  expect(await log.bury(member, claimed.position, trouble)).toBe(true);
  expect(await log.deadLetters(universe, { after: null, max: 10 })).toMatchObject([{ event: events[1], group: 'g' }]);
  expect(await log.read(member, { max: 10, waitMsMax: 0 })).toMatchObject([{ event: events[2], attempt: 1 }]);
});
