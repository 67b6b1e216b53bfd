import type { FateView, ProposalView, RulingView, Story, SupportView } from '../../compose/use-cases.ts';
import { command } from '../command.ts';
import { universeFlag, withReadingDesk } from '../desk.ts';
import type { Style } from '../screen/style.ts';
import { evidenceText, factLines, factText, reasonLines, shortId, verdictWord } from '../screen/told.ts';
import { wrapped } from '../screen/wrap.ts';

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const stamp = (at: string): string => at.slice(0, 16).replace('T', ' ');

const percent = (share: number): string => String(Math.round(share * 1_000) / 1_000);

const proposalLines = ({ id, says, intent, by, claims, at, evidence }: ProposalView, style: Style): string[] => [
  ...wrapped(`proposed: ${says} ${shortId(id)}`),
  ...wrapped(`by ${by.name}${by.seat === null ? '' : ` (${by.seat})`}, to ${intent} it, ${stamp(at)}`, 2).map(
    style.quiet,
  ),
  ...(claims.confidence === 1 ? [] : wrapped(`confidence ${percent(claims.confidence)}`, 2)),
  ...(evidence.length === 0 ? wrapped('no evidence', 2) : []),
  ...evidence.flatMap((each) => wrapped(evidenceText(each), 2)),
];

const decidedLines = (ruling: RulingView, style: Style): string[] => {
  const { verdict, number, at, reasons, authority, confidence, threshold, policy, commit, by } = ruling;
  const where = commit === null ? '' : `, revision ${commit.revision}`;
  return [
    `${verdictWord(verdict, style)}  ${style.quiet(`decision ${number}, ${stamp(at)}${where}`)}`,
    ...reasons.flatMap((reason) => reasonLines(reason, style, 2)),
    ...wrapped(
      `by ${by.name}, as the word of the ${authority}: ${percent(confidence)}, and ${percent(threshold)} is enough; policy ${policy}`,
      2,
    ).map(style.quiet),
  ];
};

const rulingLines = (ruling: RulingView, style: Style): string[] => [
  ...(ruling.proposal === null ? [] : proposalLines(ruling.proposal, style)),
  ...decidedLines(ruling, style),
];

const fateLines = ({ revision, what, commit, ruling }: FateView, style: Style): string[] => {
  const why = commit?.reason ?? null;
  const by = ruling?.proposal ?? null;
  return [
    ...wrapped(`then, revision ${revision}: it ${what}`),
    ...(by === null ? [] : wrapped(`by ${by.by.name}: ${by.says}`, 2)),
    ...(why === null ? [] : wrapped(`because: ${why}`, 2)),
    // Of a correction, the words are the reason.
    ...(by?.evidence ?? [])
      .filter(({ words }) => words !== why)
      .flatMap((each) => wrapped(evidenceText(each), 2))
      .map(style.quiet),
  ];
};

const supportLines = (supports: readonly SupportView[], style: Style): string[] =>
  supports.length < 2
    ? []
    : [
        `supports (${supports.length}):`,
        ...supports.flatMap(({ evidence, authority, sufficient, status, revision }) => {
          const marks = [
            authority,
            `revision ${revision}`,
            sufficient ? 'enough by itself' : null,
            status === 'withdrawn' ? status : null,
          ];
          const said = evidence === null ? '' : `${evidenceText(evidence)} `;
          return wrapped(`${said}${marks.filter((mark) => mark !== null).join(', ')}`, 2).map(style.quiet);
        }),
      ];

const cutLines = (cut: readonly string[]): string[] =>
  cut.length === 0 ? [] : wrapped(`there is more than is shown of: ${cut.join(', ')}`);

const factStory = (story: Extract<Story, { kind: 'fact' }>, style: Style): string[] => {
  const { fact, rulings, supports, fate, restsOn, carries, cut } = story;
  const { subject, predicate, object, authority } = fact;
  return [
    ...wrapped(factText(fact)).map(style.strong),
    ...wrapped([subject.name, predicate, object ?? ''].join(' ').trim(), 2).map(style.quiet),
    ...(rulings.length === 0 ? wrapped(`by the word of the ${authority}`, 2) : []),
    ...rulings.flatMap((ruling) => rulingLines(ruling, style)),
    ...supportLines(supports, style),
    ...(restsOn.length === 0 ? [] : ['rests on:', ...restsOn.flatMap((each) => factLines(each, style, 2))]),
    ...(carries.length === 0 ? [] : ['carries:', ...carries.flatMap((each) => wrapped(factText(each), 2))]),
    ...fate.flatMap((each) => fateLines(each, style)),
    ...cutLines(cut),
  ];
};

const lines = (story: Story, style: Style): string[] => {
  switch (story.kind) {
    case 'fact':
      return factStory(story, style);
    case 'proposal':
      return [
        ...proposalLines(story.proposal, style),
        ...(story.rulings.length === 0 ? ['it was not put before the gate yet'] : []),
        ...story.rulings.flatMap((ruling) => decidedLines(ruling, style)),
      ];
    case 'decision':
      return rulingLines(story.ruling, style);
    case 'commit': {
      const { revision, at, reason, policy } = story.commit;
      return [
        style.strong(`revision ${revision}, ${stamp(at)}`),
        ...(reason === null ? [] : wrapped(`because: ${reason}`, 2)),
        ...wrapped(`policy ${policy}`, 2).map(style.quiet),
        ...story.rulings.flatMap((ruling) => rulingLines(ruling, style)),
        ...cutLines(story.cut),
      ];
    }
    case 'node':
      return [
        style.strong(`${story.node.name}, ${story.node.type} ${shortId(story.node.id)}`),
        ...story.rulings.flatMap((ruling) => rulingLines(ruling, style)),
        ...story.fate.flatMap((each) => fateLines(each, style)),
      ];
  }
};

export const manageWhy = command({
  name: 'manage why',
  summary: 'the whole story of a fact, a proposal, a decision or a commit',
  args: [
    {
      name: 'WHAT',
      summary: 'an id or the end of one, a revision, a name, or whose fact: `Mara located_in`',
      isMany: true,
    },
  ],
  flags: universeFlag,
  examples: ['monitor manage why Mara located_in', 'monitor manage why 7f3k2q', 'monitor manage why "#12" --json'],
  run: (context, { args, flags }) =>
    withReadingDesk(context, flags, async (desk) => {
      const { findAnything, why } = await useCases();
      return why(
        desk,
        await findAnything(
          desk,
          args.flatMap((word) => word ?? []),
        ),
      );
    }),
  lines,
});
