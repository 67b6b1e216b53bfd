import { bringUp, stepsOf, type StoreSteps } from '../../compose/migrations.ts';
import { storeFiles } from '../../compose/store-files.ts';
import { chosenOrOnly } from '../../compose/worlds.ts';
import { command, type CommandContext } from '../command.ts';
import { columns, type Style } from '../screen/style.ts';

const worldAndFiles = async ({ configuration }: CommandContext) => {
  const { config } = await configuration();
  const world = await chosenOrOnly(config);
  return { world: world.name, files: storeFiles(world.folder, config.stores) };
};

const stepLines = (stores: readonly StoreSteps[], style: Style, outstanding: string): string[] =>
  columns(
    stores.flatMap(({ store, steps }) =>
      steps.map(({ number, name, appliedBy }) => [
        store,
        String(number),
        name,
        appliedBy === null ? outstanding : `applied by ${appliedBy}`,
      ]),
    ),
    (cell, column) => (column === 3 && cell === outstanding ? style.warning(cell) : cell),
  );

export const migrateStatus = command({
  name: 'migrate status',
  summary: 'which steps of its schema a world has, and which it lacks',
  examples: ['monitor migrate status', 'monitor migrate status --world ashfall --json'],
  async run(context) {
    const { world, files } = await worldAndFiles(context);
    const stores = files.map(stepsOf);
    const isCurrent = stores.every(({ steps }) => steps.every(({ appliedBy }) => appliedBy !== null));
    return { world, isCurrent, stores };
  },
  lines: ({ stores, isCurrent }, style) => [
    ...stepLines(stores, style, 'outstanding'),
    '',
    isCurrent ? 'up to date' : style.warning('behind this program: run `monitor migrate up`'),
  ],
});

export const migrateUp = command({
  name: 'migrate up',
  summary: 'bring the schema of a world up to this program',
  flags: { 'dry-run': { kind: 'switch', summary: 'only tell what would be done' } },
  examples: ['monitor migrate up --dry-run', 'monitor migrate up --world ashfall'],
  async run(context, { flags }) {
    const { world, files } = await worldAndFiles(context);
    const isDryRun = flags['dry-run'];
    // Every store is looked at before one is changed: if one must not be touched, none is.
    const outstanding = files.map(stepsOf).map(({ steps, ...store }) => ({
      ...store,
      steps: steps.filter(({ appliedBy }) => appliedBy === null),
    }));
    if (isDryRun) return { world, isDryRun, stores: outstanding };
    const stores: StoreSteps[] = [];
    for (const file of files) stores.push(await bringUp(file, context.program));
    return { world, isDryRun, stores };
  },
  lines({ world, isDryRun, stores }, style) {
    const count = stores.reduce((sum, { steps }) => sum + steps.length, 0);
    if (count === 0) return [`${style.strong(world)} is up to date`];
    return [...stepLines(stores, style, 'would be applied'), '', isDryRun ? 'nothing was changed' : 'done'];
  },
});
