import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { canonicalJson, digestOfText } from '../canonical-json.ts';

const revisionDigits = 8;

/** Names what was played by, with what the house says otherwise: `d20_fantasy-1a2b3c4d`. */
export const revisionOf = (system: RuleSystem): string =>
  `${system.id}-${digestOfText(canonicalJson(system)).slice(0, revisionDigits)}`;
