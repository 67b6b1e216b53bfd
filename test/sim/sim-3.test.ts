import { seedsHold } from './seeds.ts';

seedsHold(201, 300);
