import { type Intent, intentOf } from '../../domain/rules/acting/intent.ts';
import { command, usageFailure } from '../command.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import { ruleSystems, systemArgument } from './rules.ts';
import { fightersOf } from './rules-deeds.ts';

// What somebody means by what they say, and what else it might have been.

interface View extends Omit<Intent, 'action'> {
  revision: string;
  action: string;
  name: string;
}

const lines = (view: View, style: Style): string[] => {
  const { name, others, using, how, difficulty, found, said, mightBe, mightBeTo } = view;
  const parts = [
    ...(others.length === 0 ? [] : [`to ${others.join(', ')}`]),
    ...(using === null ? [] : [`with ${using}`]),
    ...(how === 'rolled' ? [] : [how]),
    ...(difficulty === null ? [] : [`difficulty ${difficulty}`]),
  ];
  return [
    ...headed([name, ...parts].join(', '), style),
    ...wrapped(found === 'suggestion' ? 'as it was suggested' : `by \`${said}\``, 2),
    ...(mightBe.length === 0 ? [] : wrapped(`it might be ${mightBe.join(', ')}`, 2)),
    ...(mightBeTo.length === 0 ? [] : wrapped(`to whom might be ${mightBeTo.join(', ')}`, 2)),
  ];
};

export const rulesMean = command({
  name: 'rules mean',
  summary: 'what somebody means by what they say, by the words of a rule system',
  args: [systemArgument, { name: 'WORDS', summary: 'what is said', isMany: true }],
  flags: {
    by: { kind: 'text', value: 'WHO', summary: 'who says it' },
    near: { kind: 'texts', value: 'WHO', summary: 'who is there; may be repeated' },
    last: { kind: 'text', value: 'NAME', summary: 'who was spoken of last' },
    suggest: {
      kind: 'text',
      value: 'ACTION',
      summary: 'what it may be, where words tell nothing, or several things as well',
    },
  },
  examples: [
    'monitor rules mean d20_fantasy "I stop attacking and hide" --by prowler --near warrior',
    'monitor rules mean d20_fantasy "I go for its throat" --by warrior --near wolf --suggest attack',
  ],
  async run({ machine }, { args: [written = '', ...words], flags }): Promise<View> {
    const { cwd } = machine;
    const { system, revision } = await (await ruleSystems()).systemOf(written, cwd);
    if (flags.by === null) throw usageFailure('who says it?', 'Such as `--by warrior`.');
    const [actor] = await fightersOf(system, [flags.by], { cwd });
    if (actor === undefined) throw usageFailure('who says it?', 'Such as `--by warrior`.');
    const there = await fightersOf(system, flags.near, { cwd, there: [actor] });
    const text = words.filter((each) => each !== undefined).join(' ');
    const others = there.map(({ name }) => name);
    const suggestion = flags.suggest === null ? null : { action: flags.suggest };
    const found = intentOf(system, { actor, text, others, last: flags.last, suggestion });
    if (found === null)
      throw usageFailure(
        `nothing that ${system.title} knows is done in \`${text}\``,
        `\`monitor rules show ${system.id} actions\` lists what can be done.`,
      );
    const { action, ...rest } = found;
    return { revision, action: action.key, name: action.name, ...rest };
  },
  lines,
});
