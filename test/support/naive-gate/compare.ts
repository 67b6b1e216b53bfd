import type { Chapter } from '../arbitraries/gate-tales.ts';
import { judgeAll } from './judge.ts';
import type { Table } from './table.ts';
import { forkOf, openedFor } from './scene.ts';
import { line, somebody } from './line.ts';
import { leftBehind } from './leaving.ts';
import type { Heard, Setting } from './setting.ts';
import { tell } from './story.ts';
import type { Canon, Moment, Move, Ruling } from './tale.ts';

// Plays a tale to both gates and says where they part.

const sorted = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();

/** What the two say of a move, as far as both say it; the same text if they agree. */
const compared = (ruling: Ruling, heard: Heard): readonly [string, string] => {
  const tellOf = ({ ended, retconned, restored, flagged, contested }: Ruling | Heard): string =>
    [
      ['ended', sorted(ended.map(({ fact, at }) => `${fact}@${at}`))] as const,
      ...([
        ['retconned', sorted(retconned)],
        ['restored', sorted(restored)],
      ] as const),
      ...([
        ['flagged', sorted(flagged)],
        ['contested', sorted(contested)],
      ] as const),
    ]
      .filter(([, list]) => list.length > 0)
      .map(([word, list]) => `${word} ${list.join(' ')}`)
      .join('; ');
  const code = ruling.codes.includes(heard.code) ? heard.code : ruling.codes.join('|');
  const cites = heard.code === 'contradicts_canon' && code === heard.code && ruling.against !== null;
  const against = (list: readonly string[] | null): string => (cites ? ` against ${sorted(list ?? []).join(' ')}` : '');
  return [
    `${ruling.number}. ${ruling.verdict} ${code}${against(ruling.against)} ${tellOf(ruling)}`,
    `${heard.number}. ${heard.verdict} ${heard.code}${against(heard.against)} ${tellOf(heard)}`,
  ];
};

/** Canon of both gates. */
interface Both {
  setting: Setting;
  canon: Canon;
}

interface Played {
  /** The first point on which they differ; null: none. */
  apart: string | null;
  /** As the model leaves it after each chapter. */
  canons: readonly Canon[];
}

/** What each says that is so, where that differs. */
const unlike = ({ setting, canon }: Both): string | null => {
  const model = canon.facts.map(line).sort();
  const gate = setting.told();
  if (model.join('\n') !== gate.join('\n')) return `\n  model:\n${model.join('\n')}\n  gate:\n${gate.join('\n')}`;
  const cast = canon.cast.map(somebody).sort();
  return cast.join('\n') === setting.cast().join('\n')
    ? null
    : `\n  model: ${cast.join('; ')}\n  gate:  ${setting.cast().join('; ')}`;
};

/** What each says of a move, where that differs. */
const judgedApart = (ruling: Ruling | undefined, heard: Heard): string | null => {
  if (ruling === undefined) throw new Error('nothing was ruled');
  const [model, gate] = compared(ruling, heard);
  return model === gate ? null : `\n  model: ${model}\n  gate:  ${gate}\n  ${JSON.stringify(heard.judgement.reasons)}`;
};

/** Goes on with the same tale in both. `heardOf` is told of each answer of the real one. */
const playOn = (
  table: Table,
  { setting, canon: first }: Both,
  chapters: readonly Chapter[],
  heardOf: (heard: Heard) => unknown = () => undefined,
): Played => {
  const canons: Canon[] = [];
  let canon = first;
  for (const [i, { clock, moves }] of chapters.entries()) {
    const heard = setting.play(clock, moves); // first, since it gives names to what the model cannot tell apart otherwise
    const naive = judgeAll(table, { ...canon, clock }, moves);
    const upTo = `\n${tell(chapters.slice(0, i + 1))}\n`;
    for (const [at, each] of heard.entries()) {
      heardOf(each);
      const apart = judgedApart(naive.rulings[at], each);
      if (apart !== null) return { apart: `${upTo}${apart}`, canons };
    }
    canon = naive.canon;
    canons.push(canon);
    const apart = unlike({ setting, canon });
    if (apart !== null) return { apart: `${upTo}${apart}`, canons };
    setting.remember(canon.facts);
  }
  return { apart: null, canons };
};

/** The first point on which they differ; null: none. */
export const disagreement = (
  table: Table,
  chapters: readonly Chapter[],
  heardOf?: (heard: Heard) => unknown,
): string | null => playOn(table, openedFor(table), chapters, heardOf).apart;

export interface Forking {
  chapters: readonly Chapter[];
  /** After how many of them. */
  after: number;
  /** How many revisions back it leaves; -1: from one that is not there yet. */
  ago: number;
  at: Moment | null;
  move: Omit<Extract<Move, { what: 'fork' }>, 'revision' | 'at' | 'number'>;
}

/** The number of the move that forks: no other has it. */
const forkNumber = 1_000;

/** Plays a tale up to where another universe leaves it, and then goes on in both. */
export const disagreementOfForks = (
  table: Table,
  { chapters, after, ago, at, move: asked }: Forking,
  heardOf: (heard: Heard) => unknown = () => undefined,
): string | null => {
  const opened = openedFor(table);
  const [before, rest] = [chapters.slice(0, after), chapters.slice(after)];
  const played = playOn(table, opened, before);
  if (played.apart !== null) return played.apart;
  const canons = [opened.canon, ...played.canons];
  const origin: Both = { setting: opened.setting, canon: canons.at(-1) ?? opened.canon };

  const revision = Math.max(1, origin.canon.revision - ago);
  const move: Move = { ...asked, number: forkNumber, revision, at };
  const here = `\n${tell(before)}\n${tell([{ clock: null, moves: [move] }])}\n`;
  const heard = origin.setting.hear(null, move);
  heardOf(heard);
  const apart = judgedApart(judgeAll(table, origin.canon, [move]).rulings[0], heard);
  if (apart !== null) return `${here}${apart}`;
  if (heard.verdict === 'accepted') {
    const then = canons.findLast((canon) => canon.revision === revision) ?? opened.canon;
    const fork: Both = { setting: forkOf(origin.setting, revision, at), canon: leftBehind(origin.canon, then, at) };
    const differing = unlike(fork);
    if (differing !== null) return `${here}${differing}`;
    fork.setting.remember(fork.canon.facts);
    const there = playOn(table, fork, rest, heardOf).apart;
    if (there !== null) return `${here}-- in the fork${there}`;
  }
  const on = playOn(table, origin, rest).apart;
  return on === null ? null : `${here}-- in its origin${on}`;
};
