import { bystander } from './bystanders.ts';
import { caretaker } from './caretaker.ts';
import { chanceFrom } from './chance.ts';
import { ground } from './ground.ts';
import { lawsBroken } from './laws.ts';
import { ledger } from './ledger.ts';
import { person } from './person.ts';
import { readersOf } from './reader.ts';
import { openTable, type Sabotage, type Table } from './table.ts';
import type { Broken } from './watch.ts';

// One run, all of it from its seed: two people play in one world while things befall them, then it is calm, then what has to be so is looked at.

export interface Report {
  seed: number;
  broken: readonly Broken[];
  turns: number;
  befell: Readonly<Record<string, number>>;
  /** Of everything that happened, in its order. */
  digest: string;
  lines: readonly string[];
}

const deeds = [6, 40] as const;
const twoReaders = 0.3;
const bystanders = 0.5;
const looks = [1, 8] as const;

const played = async (table: Table): Promise<void> => {
  const { chance, ground: at } = table;
  const told = ledger();
  const guest = (name: string, seat: 'player' | 'gm') =>
    person({ seated: { name, seat }, table, chance: chanceFrom(chance.seed()), told });
  const guests = [guest('Robin', 'player'), guest('Ann', chance.one(['player', 'gm']))];
  const readers = readersOf(table, chanceFrom(chance.seed()));
  const reading = chance.happens(twoReaders) ? [readers.live(), readers.live()] : [readers.live()];
  const rounds = chance.happens(bystanders) ? chance.whole(...looks) : 0;
  await Promise.all([
    ...guests.map((each) => each.live(chance.whole(...deeds))),
    bystander(table, chanceFrom(chance.seed())).live(rounds),
  ]);

  table.weather.end();
  table.watch.note('it is calm');
  await Promise.all(guests.map((each) => each.getUp()));
  readers.stop();
  await Promise.all(reading);
  await caretaker(table, chance).settles();
  await readers.drain();
  await lawsBroken({ table, told, counts: readers.counts() });
  table.watch.note(at.universe);
};

export const runSeed = async (seed: number, sabotage: Sabotage = {}): Promise<Report> => {
  const table = openTable(seed, await ground(), sabotage);
  const { watch, weather, time } = table;
  try {
    if (!(await time.until(played(table)))) watch.broke('somebody goes on', 'everybody waits for somebody else');
  } catch (error) {
    watch.broke('nothing breaks', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return {
    ...{ seed, broken: watch.broken(), turns: watch.turns(), befell: weather.counts() },
    ...{ lines: watch.lastLines(), digest: watch.digest() },
  };
};

/** How a broken law is told. */
export const toldOf = ({ seed, broken }: Report): string =>
  broken.map(({ law, what }) => `seed ${seed}: ${law}: ${what}`).join('\n');
