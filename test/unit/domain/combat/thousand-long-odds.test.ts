import { aThousandFights } from '../../../support/combat-thousand.ts';

aThousandFights('long_odds');
