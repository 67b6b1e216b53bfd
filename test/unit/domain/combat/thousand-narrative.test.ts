import { aThousandFights } from '../../../support/combat-thousand.ts';

aThousandFights('narrative');
