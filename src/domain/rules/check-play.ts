import type { Duration, Effect } from '../../../schemas/rule-effects.ts';
import type { Cost, Outcome, RuleAction } from '../../../schemas/rule-play.ts';
import { quoted } from '../quoted.ts';
import type { Checking } from './checking.ts';
import { localNames } from './declared.ts';
import { hasEdges } from './mechanic.ts';
import type { Path } from './reckoning.ts';

// What conditions, actions, fights and rests speak of.

const duration = ({ named }: Checking, lasts: Duration | undefined, path: Path): void => {
  if (lasts?.kind === 'rest') named('rest', lasts.rest, [...path, 'rest']);
  if (lasts?.kind !== 'save') return;
  named('roll', lasts.roll, [...path, 'roll']);
  named('value', lasts.with, [...path, 'with']);
};

const valueEffect = (checking: Checking, effect: Extract<Effect, { kind: 'value' }>, path: Path): void => {
  const { known, objects, reckons } = checking;
  if (known.attribute.has(effect.value))
    objects(
      [...path, 'value'],
      `\`${effect.value}\` is an attribute, which nothing changes for a while: name a value that is reckoned from it`,
    );
  else if (!known.onSheet.has(effect.value)) checking.named('value', effect.value, [...path, 'value']);
  // Reckoned from others it could go round in a circle.
  reckons(effect.by, [...path, 'by'], known.attribute);
};

const effect = (checking: Checking, each: Effect, path: Path): void => {
  const { known, named, allNamed, rolls } = checking;
  if ('of' in each) {
    allNamed('roll', each.rolls, [...path, 'rolls']);
    allNamed('value', each.with, [...path, 'with']);
  }
  if (each.kind === 'modifier') rolls(each.by, [...path, 'by'], known.atTable);
  if (each.kind === 'value') valueEffect(checking, each, path);
  if (each.kind === 'damage') allNamed('damage type', each.types, [...path, 'types']);
  if (each.kind === 'condition') named('condition', each.condition, [...path, 'condition']);
  if (each.kind === 'immune') allNamed('condition', each.conditions, [...path, 'conditions']);
  if (each.kind !== 'harm') return;
  rolls(each.roll, [...path, 'roll'], known.atTable);
  named('damage type', each.type, [...path, 'type']);
};

export const checkEffects = (checking: Checking, effects: readonly Effect[], path: Path): void => {
  for (const [index, each] of effects.entries()) effect(checking, each, [...path, index]);
};

export const checkConditions = (checking: Checking): void => {
  for (const [index, { effects, lasts, steps }] of checking.system.conditions.entries()) {
    const path = ['conditions', index];
    checkEffects(checking, effects, [...path, 'effects']);
    duration(checking, lasts, [...path, 'lasts']);
    for (const [at, { step }] of effects.entries())
      if (step > steps)
        checking.objects([...path, 'effects', at, 'step'], `the condition has ${steps} of them, and not ${step}`);
  }
};

/** What somebody is said to have. */
export const checkConditionHeld = (
  checking: Checking,
  { condition, steps, lasts }: { condition: string; steps: number; lasts: Duration },
  path: Path,
): void => {
  checking.named('condition', condition, [...path, 'condition']);
  duration(checking, lasts, [...path, 'lasts']);
  const most = checking.system.conditions.find(({ key }) => key === condition)?.steps ?? steps;
  if (steps > most) checking.objects([...path, 'steps'], `the condition has ${most} of them, and not ${steps}`);
};

/** A condition that brings itself along would never be over. */
export const checkImplied = ({ system, objects }: Checking): void => {
  const brings = new Map(
    system.conditions.map(({ key, effects }) => [
      key,
      effects.flatMap((each) => (each.kind === 'condition' ? [each.condition] : [])),
    ]),
  );
  const leadsTo = (from: string, sought: string, seen: Set<string>): boolean =>
    (brings.get(from) ?? []).some((next) => {
      if (next === sought) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return leadsTo(next, sought, seen);
    });
  for (const [index, { key }] of system.conditions.entries())
    if (leadsTo(key, key, new Set())) objects(['conditions', index], `\`${key}\` brings itself along`);
};

export const checkOutcome = (checking: Checking, each: Outcome, path: Path): void => {
  const { known, named, rolls } = checking;
  const names = [...known.atTable, ...localNames.outcome];
  switch (each.kind) {
    case 'harm':
      if (each.roll !== 'weapon') rolls(each.roll, [...path, 'roll'], names);
      if (each.type !== 'weapon') named('damage type', each.type, [...path, 'type']);
      return;
    case 'resource':
      named('resource', each.resource, [...path, 'resource']);
      return rolls(each.by, [...path, 'by'], names);
    case 'condition':
      named('condition', each.condition, [...path, 'condition']);
      return duration(checking, each.lasts, [...path, 'lasts']);
    case 'ends':
      return named('condition', each.condition, [...path, 'condition']);
    case 'choose':
      return choice(checking, each, path);
    case 'move':
    case 'clock':
    case 'told':
  }
};

const choice = (checking: Checking, { count, of }: Extract<Outcome, { kind: 'choose' }>, path: Path): void => {
  if (count > of.length) checking.objects([...path, 'count'], `nobody can choose ${count} of ${of.length}`);
  for (const [index, { text, outcomes }] of of.entries()) {
    const at = [...path, 'of', index];
    if (of.findIndex((other) => other.text === text) < index)
      checking.objects(at, `it can be chosen already: ${quoted(text)}`);
    for (const [place, one] of outcomes.entries()) checkOutcome(checking, one, [...at, 'outcomes', place]);
  }
};

const costs = ({ known, named, reckons }: Checking, { cost }: { cost: readonly Cost[] }, path: Path): void => {
  for (const [index, each] of cost.entries()) {
    const at = [...path, 'cost', index];
    if ('takes' in each) named('share of a turn', each.takes, [...at, 'takes']);
    else {
      named('resource', each.resource, [...at, 'resource']);
      reckons(each.amount, [...at, 'amount'], known.atTable);
    }
  }
};

export const checkAction = (
  checking: Checking,
  { action: each, path, levels }: { action: RuleAction; path: Path; levels: ReadonlySet<string> },
): void => {
  costs(checking, each, path);
  checking.named('roll', each.roll?.kind, [...path, 'roll', 'kind']);
  checking.allNamed('value', each.roll?.with, [...path, 'roll', 'with']);
  checking.reckons(each.roll?.difficulty, [...path, 'roll', 'difficulty'], checking.known.atTable);
  checking.named('range', each.reach?.farthest, [...path, 'reach', 'farthest']);
  for (const [level, outcomes] of Object.entries(each.outcomes)) {
    const at = [...path, 'outcomes', level];
    if (!levels.has(level)) checking.objects(at, `no roll of this system is a \`${level}\``);
    if (each.roll === undefined && level !== 'success')
      checking.objects(at, 'without a roll it succeeds, and nothing else');
    for (const [index, one] of outcomes.entries()) checkOutcome(checking, one, [...at, index]);
  }
};

export const checkActions = (checking: Checking, levels: ReadonlySet<string>): void => {
  for (const [index, each] of checking.system.actions.entries())
    checkAction(checking, { action: each, path: ['actions', index], levels });
};

export const checkHelp = (checking: Checking, levels: ReadonlySet<string>): void => {
  const { help } = checking.system;
  if (help === undefined) return;
  const { gives } = help;
  const path = ['help'];
  costs(checking, help, path);
  if (gives.kind === 'bonus')
    checking.reckons(gives.by, [...path, 'gives', 'by'], [...checking.known.atTable, ...localNames.help]);
  if (gives.kind === 'advantage' && !hasEdges(checking.system.mechanic))
    checking.objects([...path, 'gives'], 'an advantage changes nothing here: the mechanic throws nothing else for it');
  if (gives.kind !== 'roll') return;
  checking.named('difficulty', gives.difficulty, [...path, 'gives', 'difficulty']);
  for (const level of Object.keys(gives.adds))
    if (!levels.has(level))
      checking.objects([...path, 'gives', 'adds', level], `no roll of this system is a \`${level}\``);
};

const dying = ({ system, named, reckons, known }: Checking): void => {
  const { dying: rules } = system.combat;
  if (rules === undefined) return;
  const path = ['combat', 'dying'];
  for (const part of ['condition', 'stable', 'dead'] as const) named('condition', rules[part], [...path, part]);
  named('roll', rules.roll, [...path, 'roll']);
  named('value', rules.with, [...path, 'with']);
  named('resource', rules.revives?.resource, [...path, 'revives', 'resource']);
  reckons(rules.revives?.by, [...path, 'revives', 'by'], known.atTable);
};

const initiative = ({ system, reckons, rolls, known }: Checking): void => {
  const { initiative: rules } = system.combat;
  const path = ['combat', 'initiative'];
  if (rules.kind === 'told') return;
  if (rules.kind === 'roll') rolls(rules.roll, [...path, 'roll'], known.atTable);
  else reckons(rules.value, [...path, 'value'], known.atTable);
  for (const [index, tie] of rules.ties.entries()) reckons(tie, [...path, 'ties', index], known.atTable);
};

const concentration = ({ system, named, reckons, known }: Checking): void => {
  const { concentration: rules } = system.combat;
  const path = ['combat', 'concentration'];
  named('roll', rules?.roll, [...path, 'roll']);
  named('value', rules?.with, [...path, 'with']);
  reckons(rules?.difficulty, [...path, 'difficulty'], [...known.atTable, ...localNames.damage]);
};

const morale = ({ system, named }: Checking): void => {
  const { morale: rules } = system.combat;
  const path = ['combat', 'morale'];
  named('roll', rules?.roll, [...path, 'roll']);
  named('value', rules?.with, [...path, 'with']);
  named('condition', rules?.broken, [...path, 'broken']);
};

/** Who waits does so by an action that gives the condition to whoever does it, so that it is seen, and is over with it. */
const readying = ({ system, named, objects }: Checking): void => {
  const { readying: rules } = system.combat;
  if (rules === undefined) return;
  const path = ['combat', 'readying'];
  named('action', rules.action, [...path, 'action']);
  named('condition', rules.condition, [...path, 'condition']);
  named('share of a turn', rules.takes, [...path, 'takes']);
  const found = system.actions.find(({ key }) => key === rules.action);
  const gives = found?.outcomes.success?.some(
    (each) => each.kind === 'condition' && each.condition === rules.condition && each.to === 'self',
  );
  if (found !== undefined && gives !== true)
    objects([...path, 'action'], `\`${rules.action}\` does not give \`${rules.condition}\` to whoever does it`);
};

export const checkCombat = (checking: Checking): void => {
  const { moving, cover, surprised, defeated, ranges, speed, opportunity } = checking.system.combat;
  const path = ['combat'];
  initiative(checking);
  concentration(checking);
  morale(checking);
  dying(checking);
  readying(checking);
  checking.named('share of a turn', moving?.takes, [...path, 'moving', 'takes']);
  for (const [index, { effects }] of cover.entries())
    checkEffects(checking, effects, [...path, 'cover', index, 'effects']);
  checking.named('value', speed, [...path, 'speed']);
  checking.named('action', opportunity?.action, [...path, 'opportunity', 'action']);
  checking.named('condition', opportunity?.unless, [...path, 'opportunity', 'unless']);
  checking.named('condition', surprised, [...path, 'surprised']);
  checking.allNamed('condition', defeated, [...path, 'defeated']);
  for (const [index, { metres }] of ranges.entries())
    if (index > 0 && metres <= (ranges[index - 1]?.metres ?? 0))
      checking.objects([...path, 'ranges', index, 'metres'], 'ranges go from near to far');
};

export const checkRests = ({ system, known, named, allNamed, rolls }: Checking): void => {
  for (const [index, { ends, eases, spends }] of system.rests.entries()) {
    const path = ['rests', index];
    allNamed('condition', ends, [...path, 'ends']);
    allNamed('condition', eases, [...path, 'eases']);
    for (const [at, { resource, gives, by }] of spends.entries()) {
      named('resource', resource, [...path, 'spends', at, 'resource']);
      named('resource', gives, [...path, 'spends', at, 'gives']);
      rolls(by, [...path, 'spends', at, 'by'], known.atTable);
    }
  }
};
