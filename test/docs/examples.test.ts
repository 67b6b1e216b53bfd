import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// Every `console` block of a page is typed into a shell, page by page in an empty folder of its own, and has to print what the page says.
// `…` stands for whatever differs from machine to machine.

/** A page is many commands, each a process of its own. */
const pageMsMax = 180_000;

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Example {
  command: string;
  printed: string;
}

const examplesIn = (markdown: string): Example[] =>
  [...markdown.matchAll(/^```console\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...printed] = part.split('\n');
        return { command, printed: printed.join('\n').trimEnd() };
      }),
  );

const patternOf = (printed: string): RegExp =>
  new RegExp(
    `^${printed
      .split('…')
      .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*?')}$`,
  );

const shellIn = (folder: string) => {
  const shim = path.join(folder, 'monitor');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'bin/monitor.js')}" "$@"\n`);
  chmodSync(shim, 0o755);
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    MONITOR_DATA: path.join(folder, 'data'),
    LANG: 'C.UTF-8',
  };
  return (command: string): string => {
    const { stdout } = spawnSync('sh', ['-c', `${command} 2>&1`], { cwd: folder, env, encoding: 'utf8' });
    return stdout.trimEnd();
  };
};

const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: root }).sort();

describe('the documents', () => {
  it('are found', () => {
    expect(pages).toContain('README.md');
    expect(examplesIn(readFileSync(path.join(root, 'README.md'), 'utf8')).length).toBeGreaterThan(3);
  });

  for (const page of pages) {
    const examples = examplesIn(readFileSync(path.join(root, page), 'utf8'));
    if (examples.length === 0) continue;
    it(
      `${page} shows what the program prints`,
      () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'monitor-docs-'));
        try {
          const run = shellIn(folder);
          for (const { command, printed } of examples) expect(run(command), command).toMatch(patternOf(printed));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
      pageMsMax,
    );

    it(`${page} leads to pages that exist`, () => {
      const links = [...readFileSync(path.join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)];
      for (const [, target = ''] of links)
        expect(globSync(path.posix.join(path.posix.dirname(page), target), { cwd: root }), target).not.toEqual([]);
    });
  }
});
