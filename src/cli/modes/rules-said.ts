import type { Person, ReadingDesk, RulesView } from '../../compose/use-cases.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { personOf, speakerFlag, universeFlag, withDesk, withReadingDesk } from '../desk.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import { ruleSystems, systemArgument } from './rules.ts';

// By which rules a universe is played, and what its house does otherwise.

const useCases = () => import('../../compose/use-cases.ts');

const whereFlags = {
  story: { kind: 'text', value: 'STORY', summary: 'for this story alone, or for its scene' },
  ...universeFlag,
} as const;
const sayingFlags = { ...whereFlags, ...speakerFlag } as const;

type View = RulesView & { story: string | null };

/** A story's scene is the one that is played. */
const placeOf = async (desk: ReadingDesk, written: string | null) => {
  if (written === null) return { story: null, scene: null, title: null };
  const { context } = await (await useCases()).findStory(desk, written);
  return { story: context.story, scene: context.scene, title: context.title };
};

const viewAt = async (desk: ReadingDesk, written: string | null): Promise<View> => {
  const { title, ...where } = await placeOf(desk, written);
  const { shippedSystem } = await ruleSystems();
  return { ...(await (await useCases()).rulesInForce(desk, where, shippedSystem)), story: title };
};

const lines = ({ system, revision, isUsual, house, story }: View, style: Style): string[] => [
  ...headed(`${system.title}${story === null ? '' : ` in ${story}`}`, style),
  ...wrapped(`${revision}${isUsual ? ', as nobody said otherwise: `monitor rules use`' : ''}`, 2).map(style.quiet),
  ...house.flatMap(({ key, scope, because, by }) => [
    ...wrapped(`${key}, for the ${scope === 'once' ? 'next roll' : scope}, says ${by}`),
    ...wrapped(because, 2),
  ]),
];

export const rulesInForceCommand = command({
  name: 'rules in-force',
  summary: 'by which rules is played here, and what the house does otherwise',
  flags: whereFlags,
  examples: ['monitor rules in-force', 'monitor rules in-force --story "The ruin" --json'],
  run: (context, { flags }) => withReadingDesk(context, flags, (desk) => viewAt(desk, flags.story)),
  lines,
});

/** With the view of what holds afterwards. */
const saying = async (
  context: CommandContext,
  flags: { universe: string | null; story: string | null; speaker: string | null },
  say: (desk: Parameters<Parameters<typeof withDesk>[2]>[0], person: Person) => Promise<void>,
): Promise<View> =>
  withDesk(context, flags, async (desk) => {
    await say(desk, personOf(flags));
    return viewAt(desk, flags.story);
  });

export const rulesUse = command({
  name: 'rules use',
  summary: 'say by which rules a universe is played, or one of its stories',
  args: [systemArgument],
  flags: sayingFlags,
  examples: ['monitor rules use d20_fantasy', 'monitor rules use ./mine.yaml --story "The ruin"'],
  run: async (context, { args: [written = ''], flags }) => {
    const { isShipped, systemOf } = await ruleSystems();
    const { system } = await systemOf(written, context.machine.cwd);
    const ships = await isShipped(written);
    return saying(context, flags, async (desk, person) => {
      const { story } = await placeOf(desk, flags.story);
      const { playBy } = await useCases();
      await playBy(desk, person, { system, isShipped: ships, where: { story, scene: null } });
    });
  },
  lines,
});

export const rulesHouse = command({
  name: 'rules house',
  summary: 'say rules of the house, each for its scope',
  args: [{ name: 'FILE', summary: 'rules of the house' }],
  flags: sayingFlags,
  examples: ['monitor rules house house.yaml', 'monitor rules house house.yaml --story "The ruin"'],
  run: async (context, { args: [written = ''], flags }) => {
    const { houseIn, shippedSystem } = await ruleSystems();
    const { system, rules } = await houseIn(written, context.machine.cwd);
    return saying(context, flags, async (desk, person) => {
      const { title: _, ...where } = await placeOf(desk, flags.story);
      const { rulesInForce, sayHouse } = await useCases();
      const held = await rulesInForce(desk, where, shippedSystem);
      if (held.system.id !== system)
        throw usageFailure(
          `the rules are for \`${system}\`, and what is played by here is \`${held.system.id}\``,
          `\`monitor rules use ${system}\` first.`,
        );
      await sayHouse(desk, person, { rules, where, shipped: shippedSystem });
    });
  },
  lines,
});

export const rulesLift = command({
  name: 'rules lift',
  summary: 'a rule of the house is one no longer',
  args: [{ name: 'RULE', summary: 'its id in the file, or the one it was said under' }],
  flags: sayingFlags,
  examples: ['monitor rules lift gritty_rest'],
  run: (context, { args: [written = ''], flags }) =>
    saying(context, flags, async (desk, person) => {
      const { title: _, ...where } = await placeOf(desk, flags.story);
      await (await useCases()).liftRule(desk, person, { written, where });
    }),
  lines,
});
