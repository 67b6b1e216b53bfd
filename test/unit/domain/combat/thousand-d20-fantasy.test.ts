import { aThousandFights } from '../../../support/combat-thousand.ts';

aThousandFights('d20_fantasy');
