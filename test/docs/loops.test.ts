import { expect, it } from 'vitest';
import { turnMachine } from '../../src/loops/turn.ts';
import { diagramOf, drawn, readPage } from '../../tools/loop-diagrams.ts';

it('shows the machines as they are (`npm run diagrams` draws them anew)', async () => {
  const page = await readPage();
  expect(await drawn(page)).toBe(page);
});

it('draws each way once, with what leads there, and what is over', () => {
  const lines = diagramOf(turnMachine).split('\n');
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines).toContain('  [*] --> received');
  expect(lines).toContain('  context --> narrated: context_ready');
  expect(lines).toContain('  narrated --> persisted: narrated, cancel');
  expect(lines).toContain('  done --> [*]');
});
