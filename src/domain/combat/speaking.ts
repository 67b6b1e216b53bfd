import type { Command, Spot, Trigger } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { nearest } from '../nearest.ts';
import { quoted } from '../quoted.ts';
import { intentOf } from '../rules/acting/intent.ts';
import { metresLeft } from './abilities.ts';
import { refuse } from './desk.ts';
import { along, apart, inField, touchOf } from './field.ts';
import { type Fight, type Fighter, fighterIn, foesOf } from './fight.ts';

// From a line that somebody writes to what they ask for in a fight.
// S1. What nobody can tell is not guessed: it is said what there is.

export interface Speaking {
  system: RuleSystem;
  fight: Fight;
  /** Whoever is to be asked now; null: nobody. */
  who: string | null;
}

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');

/** Somebody by name or key; null: nobody is called so. */
const named = ({ fighters }: Fight, written: string): string | null => {
  const wanted = plain(written);
  const all = [...fighters].map(([key, { standing }]) => ({ key, name: plain(standing.name) }));
  return all.find(({ key, name }) => name === wanted || plain(key) === wanted)?.key ?? null;
};

const somebody = (fight: Fight, written: string): string => {
  const found = named(fight, written);
  if (found !== null) return found;
  const names = [...fight.fighters.values()].map(({ standing }) => standing.name);
  const meant = nearest(written, names);
  return refuse(
    'unknown_fighter',
    `nobody in the fight is ${quoted(written)}`,
    meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean \`${meant}\`?`,
  );
};

/** All who are named, the longest names first, so that `prowler 1` is not `prowler`. */
const allNamed = ({ fighters }: Fight, text: string): string[] => {
  let rest = ` ${plain(text)} `;
  const found: { key: string; at: number }[] = [];
  const names = [...fighters].map(([key, { standing }]) => ({ key, name: ` ${plain(standing.name)} ` }));
  for (const { key, name } of names.toSorted((a, b) => b.name.length - a.name.length)) {
    const at = rest.indexOf(name);
    if (at === -1) continue;
    found.push({ key, at });
    rest = rest.replace(name, ` ${'_'.repeat(name.length - 2)} `);
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ key }) => key);
};

const mover = ({ fight, who }: Speaking): Fighter =>
  who === null ? refuse('not_their_turn', 'nobody has a turn now') : fighterIn(fight, who);

/** A little less than what is left, so that rounding does not make it too far. */
const spare = 0.05;

const towards = ({ system, fight }: Speaking, by: Fighter, to: Spot): Spot => {
  const most = Math.max(0, metresLeft(system, by) - spare);
  const metres = Math.max(0, apart(by.at, to) - touchOf(system) + spare);
  return inField(fight.field, along(by.at, to, Math.min(most, metres)));
};

const spotPattern = /^(?:to )?(\d{1,5}(?:\.\d{1,2})?)\s*\/\s*(\d{1,5}(?:\.\d{1,2})?)$/u;

const moveIn = (speaking: Speaking, rest: string): Command => {
  const by = mover(speaking);
  const { fight } = speaking;
  const who = by.standing.key;
  const spot = spotPattern.exec(rest);
  if (spot !== null) return { kind: 'move', who, to: { x: Number(spot[1]), y: Number(spot[2]) } };
  if (rest === 'away') {
    const [foe] = foesOf(fight, by).toSorted((a, b) => apart(a.at, by.at) - apart(b.at, by.at));
    const metres = Math.max(0, metresLeft(speaking.system, by) - spare);
    const to = foe === undefined ? by.at : inField(fight.field, along(by.at, foe.at, -metres));
    return { kind: 'move', who, to };
  }
  const whom = somebody(fight, rest.replace(/^(?:to|towards?) /u, ''));
  return { kind: 'move', who, to: towards(speaking, by, fighterIn(fight, whom).at) };
};

const triggers: readonly [RegExp, Trigger['on']][] = [
  [/\bcomes?\b|\bapproach/u, 'comes_near'],
  [/\battacks?\b|\bstrikes?\b/u, 'attacks'],
  [/\bfalls?\b/u, 'falls'],
  [/\bacts?\b|\bdoes\b/u, 'acts'],
];

const deedIn = (speaking: Speaking, said: string) => {
  const { system, fight } = speaking;
  const by = mover(speaking);
  const others = [...fight.fighters.values()].map(({ standing }) => standing.name);
  const key = plain(said).split(' ').join('_');
  if (system.actions.some((each) => each.key === key)) return { action: key, using: null };
  const intent = intentOf(system, { actor: by.standing, text: said, others });
  if (intent !== null) return { action: intent.action.key, using: intent.using };
  return refuse(
    'unknown_action',
    `nothing that ${system.title} knows is done in ${quoted(said)}`,
    '`help` says what can be written.',
  );
};

const readyIn = (speaking: Speaking, rest: string): Command => {
  const [deed = '', moment = ''] = rest.split(/\bwhen\b/u);
  const trigger = triggers.find(([pattern]) => pattern.test(moment))?.[1];
  if (trigger === undefined)
    return refuse('usage', 'for which moment?', 'Such as `ready attack when prowler 1 comes near`.');
  const [who = null] = allNamed(speaking.fight, moment);
  const { standing } = mover(speaking);
  return { kind: 'ready', who: standing.key, ...deedIn(speaking, deed.trim()), trigger: { on: trigger, who } };
};

const actIn = (speaking: Speaking, said: string): Command => {
  const { standing } = mover(speaking);
  const at = /\bat (\d{1,5}(?:\.\d{1,2})?)\s*\/\s*(\d{1,5}(?:\.\d{1,2})?)/u.exec(said);
  const { action, using } = deedIn(speaking, said.replace(at?.[0] ?? ' at ', ' '));
  const spot = at === null ? null : { x: Number(at[1]), y: Number(at[2]) };
  const targets = spot === null ? allNamed(speaking.fight, said) : [];
  return {
    ...{ kind: 'act', who: standing.key, action, targets, at: spot, using },
    ...{ away: /\baway\b|\bback\b/u.test(said), difficulty: null, reasons: [], modifiers: [] },
  };
};

const bare = ['flee', 'surrender', 'delay', 'react', 'pass', 'end'] as const;

/** What a line asks for. */
export const spokenIn = (speaking: Speaking, line: string): Command => {
  const said = line.trim().replaceAll(/\s+/gu, ' ');
  const [first = '', ...more] = said.toLowerCase().split(' ');
  const rest = more.join(' ');
  const kind = bare.find((each) => each === first && rest === '');
  if (kind !== undefined) return { kind, who: mover(speaking).standing.key };
  switch (first) {
    case 'undo':
      return { kind: 'undo', command: null };
    case 'move':
      return moveIn(speaking, rest);
    case 'ready':
      return readyIn(speaking, rest);
    case 'turn':
      return { kind: 'turn', who: somebody(speaking.fight, rest) };
    case 'step':
      return { kind: 'step_in', who: somebody(speaking.fight, rest.replace(/^in /u, '')) };
    default:
      return actIn(speaking, said.toLowerCase());
  }
};
