import { aThousandFights } from '../../../support/combat-thousand.ts';

aThousandFights('fudge_ladder');
