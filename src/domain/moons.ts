import type { Calendar, Moon } from '../../schemas/calendar.ts';

export interface MoonPhase {
  moon: string;
  phase: string;
  /** Seconds since it was new. */
  age: number;
}

const phaseOf = ({ name, cycleSeconds, newAtSecond, phases }: Moon, second: number): MoonPhase => {
  const since = second - newAtSecond;
  const age = since - Math.floor(since / cycleSeconds) * cycleSeconds;
  // A phase is centred on its moment: new from half a phase before the new moon to half a phase after.
  const index = Math.floor((2 * age * phases.length + cycleSeconds) / (2 * cycleSeconds)) % phases.length;
  return { moon: name, phase: phases[index] ?? '', age };
};

/** What every moon looks like, in the calendar's order. */
export const moonsAt = ({ moons }: Calendar, second: number): MoonPhase[] => moons.map((moon) => phaseOf(moon, second));
