import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { watchdog } from '../../agents/orchestrator/play/watchdog.ts';
import type { Visibility } from '../../schemas/canon.ts';
import type { EntityId } from '../../schemas/ids.ts';
import { proposerFor } from '../support/keeper-table.ts';
import { attempt } from './attempt.ts';
import type { Chance } from './chance.ts';
import { secretMark } from './ground.ts';
import type { Process, Table } from './table.ts';

// Those who do not play: one looks after what was left in the middle, while others play; one tells canon what is so.

const restMs = [5_000, 120_000] as const;
const triesMax = 3;

const deeds = { mend: 2, tell: 1 };

export const bystander = (table: Table, chance: Chance) => {
  const { ground, time } = table;
  const { universe, names } = ground;
  let told = 0;

  const mends = async (process: Process): Promise<void> => {
    const { tools, holder } = process;
    // Who only recovers has no other workers at hand, or has.
    const { CanonKeeper } = tools.workers;
    const workers = chance.happens(0.5) || CanonKeeper === undefined ? tools.workers : { CanonKeeper };
    const person = { name: 'Warden', seat: 'gm' as const };
    const guard = watchdog({ tools: { ...tools, workers }, universe, person, holder });
    await attempt(table, process, { what: 'mend all', does: () => guard.goOn() });
  };

  /** What nobody at the table may know of, and what everybody may. */
  const tells = async (process: Process): Promise<void> => {
    const { stores, life, keeper } = process;
    const text = `${chance.one([secretMark, 'It is said'])}: tale ${++told}`;
    const isSecret = text.startsWith(secretMark);
    const known: Visibility = chance.one([{ level: 'gm' }, { level: 'known', to: [names.get('orc') as EntityId] }]);
    const visibility: Visibility = isSecret ? known : { level: 'public' };
    const proposer = proposerFor({ world: life.world, universe, narrative: stores.narrative });
    const whom = names.get(chance.one(['orc', 'troll', 'hero'])) as EntityId;
    const claim = proposer.claim(whom, 'trait', { kind: 'text', text }, null, { visibility, statement: text });
    const what = 'tell canon';
    const said = await attempt(table, process, { what, does: () => proposer.says(text, claim) });
    if (said.kind !== 'done') return;
    const batch = { universe, proposals: [said.value], clock: null, reason: null };
    for (let tries = 0; tries < triesMax; tries++) {
      const outcome = await attempt(table, process, { what, does: () => canonKeeper(keeper).decide(batch) });
      if (outcome.kind !== 'failed') return;
    }
  };

  return {
    async live(rounds: number): Promise<void> {
      for (let round = 0; round < rounds; round++) {
        await time.sleep(chance.whole(...restMs));
        const process = table.sitDown({ name: 'Warden', seat: 'gm' });
        await (chance.drawn(deeds) === 'mend' ? mends(process) : tells(process));
        process.life.end();
      }
    },
  };
};
