import type { Field, Spot } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Sourced } from '../rules/acting/standing.ts';
import type { Fight, Fighter } from './fight.ts';

// Where everybody is: a plain field, in metres.

/** Numbers are kept to the centimetre; half of one is nothing. */
const perMetre = 100;
export const hair = 0.005;

const rounded = (metres: number): number => Math.round(metres * perMetre) / perMetre;

export const apart = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Within the field. */
export const inField = ({ width, depth }: Field, { x, y }: Spot): Spot => ({
  x: rounded(Math.min(width, Math.max(0, x))),
  y: rounded(Math.min(depth, Math.max(0, y))),
});

export const isInField = ({ width, depth }: Field, { x, y }: Spot): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= depth;

/** So far from one spot in the direction of another; beyond it, or away from it, too. */
export const along = (from: Spot, to: Spot, metres: number): Spot => {
  const whole = apart(from, to);
  // Two who stand in the same place part sideways.
  const [dx, dy] = whole === 0 ? [1, 0] : [(to.x - from.x) / whole, (to.y - from.y) / whole];
  return { x: from.x + dx * metres, y: from.y + dy * metres };
};

// ── ranges ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const rangeOf = ({ combat: { ranges } }: RuleSystem, key: string): number =>
  ranges.find((each) => each.key === key)?.metres ?? 0;

/** From hand to hand. */
export const touchOf = ({ combat: { ranges } }: RuleSystem): number => ranges[0]?.metres ?? 0;

/** Which of the ranges; as many as there are: beyond all of them. */
export const bandOf = ({ combat: { ranges } }: RuleSystem, metres: number): number => {
  const found = ranges.findIndex((each) => metres <= each.metres + hair);
  return found === -1 ? ranges.length : found;
};

// ── what lies between ────────────────────────────────────────────────────────────────────────────────────────────

const side = (a: Spot, b: Spot, c: Spot): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));

const cross = (a: Spot, b: Spot, c: Spot, d: Spot): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** What stands in the way of a look; null: nothing. */
export const screenBetween = ({ screens }: Field, a: Spot, b: Spot): string | null =>
  screens.find(({ from, to }) => cross(a, b, from, to))?.name ?? null;

type Cover = RuleSystem['combat']['cover'][number];

/** The cover that somebody has from somebody else who is not near, and does not stand in the same place. */
export const coverFrom = (system: RuleSystem, { field }: Fight, { at, by }: { at: Spot; by: Spot }): Cover | null => {
  if (field.places.length === 0 || apart(at, by) <= touchOf(system) + hair) return null;
  const holds = field.places.filter(
    (place) => apart(at, place.at) <= place.radius + hair && apart(by, place.at) > place.radius + hair,
  );
  const kinds = system.combat.cover;
  // Of several the last that the system knows: they go from little to much.
  return kinds.findLast(({ key }) => holds.some((place) => place.cover === key)) ?? null;
};

export const coverEffects = (system: RuleSystem, fight: Fight, who: { of: Fighter; by: Fighter }): Sourced[] => {
  const cover = coverFrom(system, fight, { at: who.of.at, by: who.by.at });
  if (cover === null) return [];
  const source = `${who.of.standing.name}: ${cover.name.toLowerCase()}`;
  return cover.effects.map((effect) => ({ effect, source }));
};

/** Where a way leaves a circle around somebody, in metres from its beginning; null: it does not. */
export const leavesAt = (way: { from: Spot; to: Spot }, around: Spot, metres: number): number | null => {
  const { from, to } = way;
  const whole = apart(from, to);
  if (whole < hair || apart(to, around) <= metres + hair) return null;
  const [dx, dy] = [(to.x - from.x) / whole, (to.y - from.y) / whole];
  const along = (around.x - from.x) * dx + (around.y - from.y) * dy;
  const off = apart(around, { x: from.x + dx * along, y: from.y + dy * along });
  if (off > metres + hair) return null;
  const end = along + Math.sqrt(Math.max(0, (metres + hair) ** 2 - off ** 2));
  return end < 0 || end > whole ? null : Math.max(0, end);
};

/** The nearest edge. */
export const edgeFrom = ({ width, depth }: Field, { x, y }: Spot): Spot => {
  const edges: readonly Spot[] = [
    { x: 0, y },
    { x: width, y },
    { x, y: 0 },
    { x, y: depth },
  ];
  return edges.reduce((best, each) => (apart({ x, y }, each) < apart({ x, y }, best) ? each : best));
};

export const isAtEdge = ({ width, depth }: Field, { x, y }: Spot): boolean =>
  x <= hair || y <= hair || x >= width - hair || y >= depth - hair;
