import type { Progress } from '../compose/world-files.ts';
import type { Output } from './surroundings.ts';

const drawMsMin = 200;

const grouped = (count: number): string => Math.round(count).toLocaleString('en');

const amount = (count: number, unit: Progress['unit']): string =>
  unit === 'bytes' ? `${(count / 1_000_000).toFixed(1)} MB` : `${grouped(count)} lines`;

/** How far it is, how fast it goes, and how long it will take as far as anybody can know. */
export const progressText = ({ done, total, unit }: Progress, elapsedMs: number): string => {
  const perSecond = (done / Math.max(1, elapsedMs)) * 1_000;
  const rate = `${amount(perSecond, unit)}/s`;
  if (total === null) return `${amount(done, unit)}, ${rate}`;
  const secondsLeft = Math.ceil((total - done) / Math.max(1, perSecond));
  return `${Math.floor((done / Math.max(1, total)) * 100)} %, ${rate}, ${secondsLeft} s left`;
};

export interface ProgressLine {
  show(progress: Progress): void;
  clear(): void;
}

/** One line that is drawn over itself, and is gone at the end. Nothing where nobody would see it. */
export const progressLine = (output: Output, now: () => number): ProgressLine => {
  const startedAt = now();
  let drawnAt = startedAt;
  let isDrawn = false;
  return {
    show(progress) {
      if (!output.isTerminal || now() - drawnAt < drawMsMin) return;
      drawnAt = now();
      isDrawn = true;
      output.write(`\r\u001B[K${progressText(progress, drawnAt - startedAt)}`);
    },
    clear() {
      if (isDrawn) output.write('\r\u001B[K');
      isDrawn = false;
    },
  };
};
