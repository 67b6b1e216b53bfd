import type { Change, Entry, Fallen } from '../../../schemas/combat.ts';
import { numberText } from '../dice/telling.ts';
import { type Fight, nameIn } from './fight.ts';

// An entry as people read it, from the log alone.

const plain = (key: string): string => key.replaceAll('_', ' ');

const metres = (value: number): string => `${numberText(Math.round(value * 10) / 10)} m`;

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

const placeText = (fight: Fight, { who, from, to }: Of<'place'>): string =>
  `${nameIn(fight, who)} goes ${metres(Math.hypot(from.x - to.x, from.y - to.y))}, to ${numberText(to.x)}/${numberText(to.y)}`;

const heldText = (fight: Fight, { who, holding }: Of<'holding'>): string | null =>
  holding === null
    ? null
    : `${nameIn(fight, who)} holds up ${plain(holding.condition)} on ${holding.on.map((each) => nameIn(fight, each)).join(', ')}`;

const deathText = (fight: Fight, { who, successes, failures }: Of<'dying'>): string | null =>
  successes + failures === 0 ? null : `${nameIn(fight, who)}: ${successes} for life, ${failures} against it`;

const changeText = (fight: Fight, change: Change): string | null => {
  switch (change.kind) {
    case 'resource':
      return `${nameIn(fight, change.who)}: ${plain(change.resource)} ${change.by > 0 ? '+' : ''}${change.by}, now ${change.to}`;
    case 'condition':
      return `${nameIn(fight, change.who)} is ${plain(change.condition)}${change.steps > 1 ? ` (${change.steps})` : ''}`;
    case 'ends':
      return `${nameIn(fight, change.who)} is ${plain(change.condition)} no longer`;
    case 'place':
      return placeText(fight, change);
    case 'dying':
      return deathText(fight, change);
    case 'holding':
      return heldText(fight, change);
    case 'order':
      return fight.order.length === 0 ? null : `order: ${change.order.map((who) => nameIn(fight, who)).join(', ')}`;
    default:
      return null;
  }
};

/** `attack: 1d20 (14), 14 + 5 (heavy weapons) = 19 against 14: success by 5`. */
const fallenText = (fight: Fight, entry: Entry, { who, for: what, formula, faces, words }: Fallen): string => {
  const whose = who === entry.who ? '' : `${nameIn(fight, who)}, `;
  const dice = faces.length === 0 ? '' : `${formula} (${faces.join(', ')}), `;
  return `${whose}${what.toLowerCase()}: ${dice}${words}`;
};

const unsaid: ReadonlySet<Entry['kind']> = new Set(['turn', 'turn_over']);

const headOf = (fight: Fight, entry: Entry): string | null => {
  const { kind, who, because, changes } = entry;
  if (kind === 'round') return `Round ${fight.round}`;
  if (unsaid.has(kind)) return null;
  if (kind === 'morale' && changes.some((change) => change.kind === 'tested')) return null;
  if (kind === 'chance') {
    const [change] = changes;
    if (change?.kind !== 'window' || change.window === null) return null;
    return `${nameIn(fight, who ?? '')}: ${because}; ${change.window.waiting.map((each) => nameIn(fight, each)).join(', ')} may act`;
  }
  return who === null ? because : `${nameIn(fight, who)}: ${because}`;
};

export interface Told {
  /** 0: a heading. */
  depth: 0 | 1 | 2;
  text: string;
}

/** `fight`: after the entry. */
export const toldOf = (fight: Fight, entry: Entry): Told[] => {
  const head = headOf(fight, entry);
  if (head === null) return [];
  if (entry.kind === 'round') return [{ depth: 0, text: head }];
  const changes = entry.changes.flatMap((change) => changeText(fight, change) ?? []);
  const below = [...entry.rolls.map((fallen) => fallenText(fight, entry, fallen)), ...entry.told, ...changes];
  return [{ depth: 1, text: head }, ...below.map((text): Told => ({ depth: 2, text }))];
};

/** How everybody stands: `Warrior (a): up, hp 12, at 3/20; blessed`. */
export const standingLines = (fight: Fight): string[] =>
  [...fight.fighters.values()].map(({ side, standing, status, at }) => {
    const { name, resources, conditions } = standing;
    const numbers = Object.entries(resources)
      .filter(([, value], index) => index === 0 || value !== 0)
      .map(([key, value]) => `${plain(key)} ${numberText(value)}`);
    const held = conditions.map(({ condition, steps }) => `${plain(condition)}${steps > 1 ? ` (${steps})` : ''}`);
    return `${name} (${side}): ${[status, `at ${numberText(at.x)}/${numberText(at.y)}`, ...held].join(', ')}; ${numbers.join(', ')}`;
  });
