import { command } from '../command.ts';
import { nameOf, personOf, speakerFlag, universeFlag, withDesk } from '../desk.ts';
import { usageFailure } from '../command.ts';
import { wrapped } from '../screen/wrap.ts';
import { characterFiles } from './character.ts';
import { ruleSystems } from './rules.ts';

// A sheet is given to somebody of canon: from then on they act by it.

const useCases = () => import('../../compose/use-cases.ts');

export const characterKeep = command({
  name: 'character keep',
  summary: 'give somebody of canon a sheet: a character of yours or that ships, or a foe',
  args: [{ name: 'WHOM', summary: 'a character that ships, a foe, a file, or `FILE#foe`' }],
  flags: {
    as: { kind: 'text', value: 'NAME', summary: 'who in canon it is' },
    system: { kind: 'text', value: 'SYSTEM', summary: 'by which rules; those that are played by without it' },
    ...universeFlag,
    ...speakerFlag,
  },
  examples: [
    'monitor character keep ebba_thornwall --as Mara',
    'monitor character keep hedge_rat --as "The rat in the cellar"',
    'monitor character keep ./mara.yaml --as Mara --universe "The Reach"',
  ],
  run: async (context, { args: [written = ''], flags }) => {
    if (flags.as === null) throw usageFailure('whose sheet is it to be?', 'Add `--as NAME`.');
    const as = nameOf('`--as`', flags.as);
    const { shippedSystem, systemOf } = await ruleSystems();
    const { sheetFor } = await characterFiles();
    return withDesk(context, flags, async (desk) => {
      const { keepSheet, rulesHere } = await useCases();
      const system =
        flags.system === null
          ? await rulesHere(desk, shippedSystem)
          : (await systemOf(flags.system, context.machine.cwd)).system;
      const of = await sheetFor(system, written, context.machine.cwd);
      const sheet = of.kind === 'character' ? of.character.name : of.foe.name;
      return { ...(await keepSheet(desk, personOf(flags), { of, as })), sheet, system: system.id };
    });
  },
  lines: ({ name, sheet, system, isChanged }) =>
    wrapped(`${name} ${isChanged ? 'has another sheet now' : 'has a sheet'}: ${sheet}, by ${system}`),
});
