import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { refused, type Refused } from './reason.ts';

/** Where somebody asks for what this system does not do. */
export const another = ({ title, advancement }: RuleSystem, asked: string): Refused =>
  refused(
    ['advancement'],
    `in ${title} nobody gets better by ${asked}`,
    {
      levels: 'They come to levels by experience: `--earn N`, then `--level`.',
      points: 'They spend what they earned: `--earn N`, then `--improve WHAT=IN`.',
      use: 'They throw for the skills that they used: `--used SKILL`.',
      milestones: 'They come to milestones: `--milestone WHICH`, then `--improve WHAT=IN`.',
    }[advancement.kind],
  );
