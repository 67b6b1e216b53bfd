import { seedsHold } from './seeds.ts';

seedsHold(101, 200);
