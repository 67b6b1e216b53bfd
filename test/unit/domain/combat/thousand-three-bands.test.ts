import { aThousandFights } from '../../../support/combat-thousand.ts';

aThousandFights('three_bands');
