import type { Chapter } from '../arbitraries/gate-tales.ts';
import { judgeAll } from './judge.ts';
import type { Table } from './table.ts';
import { openedFor } from './scene.ts';
import { line, somebody } from './line.ts';
import type { Heard } from './setting.ts';
import { tell } from './story.ts';
import type { Ruling } from './tale.ts';

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

/** The first point on which they differ; null: none. `heard` is told of each answer of the real one. */
export const disagreement = (
  table: Table,
  chapters: readonly Chapter[],
  heardOf: (heard: Heard) => unknown = () => undefined,
): string | null => {
  const { setting, canon: first } = openedFor(table);
  let canon = first;
  for (const [i, { clock, moves }] of chapters.entries()) {
    const heard = setting.play(clock, moves); // first, since it gives names to what the model cannot tell apart otherwise
    const naive = judgeAll(table, { ...canon, clock }, moves);
    const upTo = `\n${tell(chapters.slice(0, i + 1))}\n`;
    for (const [at, each] of heard.entries()) {
      const ruling = naive.rulings[at];
      if (ruling === undefined) throw new Error('nothing was ruled');
      heardOf(each);
      const [model, gate] = compared(ruling, each);
      if (model !== gate)
        return `${upTo}\n  model: ${model}\n  gate:  ${gate}\n  ${JSON.stringify(each.judgement.reasons)}`;
    }
    canon = naive.canon;
    const model = canon.facts.map(line).sort();
    const gate = setting.told();
    if (model.join('\n') !== gate.join('\n'))
      return `${upTo}\n  model:\n${model.join('\n')}\n  gate:\n${gate.join('\n')}`;
    const cast = canon.cast.map(somebody).sort();
    if (cast.join('\n') !== setting.cast().join('\n'))
      return `${upTo}\n  model: ${cast.join('; ')}\n  gate:  ${setting.cast().join('; ')}`;
    setting.remember(canon.facts);
  }
  return null;
};
