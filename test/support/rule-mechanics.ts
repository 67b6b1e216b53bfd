import { type Mechanic, Mechanic as MechanicSchema } from '../../schemas/rule-mechanic.ts';

// One core mechanic of each kind, with boundaries that lie close to each other.

const opposed = { by: 'total', tie: 'passive' } as const;

const mechanics = {
  d20: {
    kind: 'd20',
    dice: { plain: 'd20', advantage: '2d20kh1', disadvantage: '2d20kl1' },
    bonus: { min: -5, max: 10 },
    levels: [
      { level: 'critical_success', from: 10 },
      { level: 'success', from: 0 },
      { level: 'partial', from: -2 },
      { level: 'failure' },
    ],
    natural: [
      { shows: [20], on: ['attack'], becomes: 'critical_success' },
      { shows: [1], on: ['attack'], becomes: 'critical_failure' },
      { shows: [19], on: ['stunt'], shifts: 1 },
      { shows: [2], on: ['stunt'], shifts: -1 },
    ],
    degree: 5,
    opposed,
  },
  bands: {
    kind: 'bands',
    dice: { plain: '2d6', advantage: '3d6kh2', disadvantage: '3d6kl2' },
    levels: [
      { level: 'critical_success', from: 13 },
      { level: 'success', from: 10 },
      { level: 'partial', from: 7 },
      { level: 'failure' },
    ],
    natural: [{ shows: [2], becomes: 'critical_failure' }],
    words: { partial: 'at a price' },
    opposed,
  },
  percentile: {
    kind: 'percentile',
    dice: { plain: 'd%', advantage: '2d100kl1', disadvantage: '2d100kh1' },
    bonus: { min: 0, max: 150 },
    target: '@bonus * @difficulty // 100',
    targets: { min: 1, max: 99 },
    levels: [
      { level: 'critical_success', upTo: '@target // 10' },
      { level: 'success', upTo: '@target' },
      { level: 'failure', upTo: 95 },
      { level: 'critical_failure' },
    ],
    natural: [{ shows: [1], becomes: 'critical_success' }],
    opposed,
  },
  fudge: {
    kind: 'fudge',
    dice: { plain: '4dF' },
    levels: [
      { level: 'critical_success', from: 3 },
      { level: 'success', from: 1 },
      { level: 'partial', from: 0 },
      { level: 'failure', from: -3 },
      { level: 'critical_failure' },
    ],
    opposed,
  },
  pool: {
    kind: 'pool',
    sides: 10,
    reads: { by: 'successes', from: 8, explodes: 10, subtracts: 1 },
    most: 10,
    none: 'd10s10f1',
    levels: [
      { level: 'critical_success', from: 3 },
      { level: 'success', from: 0 },
      { level: 'failure', from: -1 },
      { level: 'critical_failure' },
    ],
    opposed,
  },
  highest: {
    kind: 'pool',
    sides: 6,
    reads: { by: 'highest', critical: 2 },
    most: 6,
    none: '2d6kl1',
    levels: [{ level: 'success', from: 6 }, { level: 'partial', from: 4 }, { level: 'failure' }],
    opposed,
  },
  narrative: {
    kind: 'narrative',
    levels: [
      { level: 'critical_success', from: 3 },
      { level: 'success', from: 1 },
      { level: 'partial', from: 0 },
      { level: 'failure' },
    ],
    opposed,
  },
} as const;

export type MechanicName = keyof typeof mechanics;

export const mechanicOf = (name: MechanicName): Mechanic => MechanicSchema.parse(mechanics[name]);
