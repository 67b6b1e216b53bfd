import { Entry, type Fallen } from '../../../schemas/combat.ts';
import { canonicalJson, digestOfText } from '../canonical-json.ts';
import { parseRoll } from '../dice/parse.ts';
import { roll } from '../dice/roll.ts';
import { scriptedFaces } from '../dice/scripted.ts';
import { Failure, isFailure } from '../failure.ts';
import { evolve } from './evolve.ts';
import { type Fight, noFight } from './fight.ts';

// A fight as a file: a line for each entry, each sealed over itself and all before it.
// P1. What a file holds is a fight as it was, to the last line, or it is refused with the line where it ceases to be.
// P2. Dice are counted again: faces and formula come to what is said of them.

const linesMax = 200_000;
const sealDigits = 16;

const sealOf = (before: string, entry: Entry): string =>
  digestOfText(`${before}\n${canonicalJson(entry)}`).slice(0, sealDigits);

/** The text of a file. */
export const logText = (entries: Iterable<Entry>): string => {
  let seal = '';
  let text = '';
  for (const entry of entries) {
    seal = sealOf(seal, entry);
    text += `${JSON.stringify({ seal, ...entry })}\n`;
  }
  return text;
};

const damaged = (line: number, message: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'damaged_log',
    message: `line ${line}: ${message}`,
    advice: 'Take a copy that nobody has touched.',
  });

const parsed = (text: string, line: number): { seal: string; entry: Entry } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(line, 'that is no JSON');
  }
  const { seal = null, ...rest } = typeof value === 'object' && value !== null ? { seal: null, ...value } : {};
  const { data, error } = Entry.safeParse(rest);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw damaged(line, `\`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'that is no entry of a fight'}`);
  }
  return { seal: String(seal), entry: data };
};

/** What is wrong with dice; null: nothing. */
const diceObjection = ({ formula, faces, total }: Fallen): string | null => {
  try {
    const scripted = scriptedFaces(faces);
    const found = roll(parseRoll(formula), scripted);
    if (scripted.left().length > 0)
      return `\`${formula}\` throws ${faces.length - scripted.left().length} dice, and not ${faces.length}`;
    return Math.abs(found.total - total) < 1e-6
      ? null
      : `\`${formula}\` with ${faces.join(', ')} comes to ${found.total}, and not to ${total}`;
  } catch (error) {
    if (isFailure(error)) return error.message;
    throw error;
  }
};

/** An entry as it follows those before it, dice and all. */
export const checkedStep = (fight: Fight, entry: Entry): Fight => {
  for (const fallen of entry.rolls) {
    const objection = diceObjection(fallen);
    if (objection !== null)
      throw new Failure({ kind: 'terminal', code: 'damaged_log', message: `entry ${entry.n}: ${objection}` });
  }
  return evolve(fight, entry);
};

/** All of a file, or the line where it is damaged. */
export const readLog = (text: string): { entries: readonly Entry[]; fight: Fight } => {
  const entries: Entry[] = [];
  let fight = noFight;
  let seal = '';
  for (const [at, line] of text
    .trimEnd()
    .split('\n', linesMax + 1)
    .entries()) {
    if (at >= linesMax) throw damaged(at + 1, `a fight has ${linesMax} entries at most`);
    const found = parsed(line, at + 1);
    seal = sealOf(seal, found.entry);
    if (found.seal !== seal) throw damaged(at + 1, 'its seal does not fit: it was changed, or what stood before it');
    try {
      fight = checkedStep(fight, found.entry);
    } catch (error) {
      if (isFailure(error)) throw damaged(at + 1, error.message);
      throw error;
    }
    entries.push(found.entry);
  }
  return { entries, fight };
};
