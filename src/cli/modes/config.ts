import { originText } from '../../compose/settings.ts';
import { command } from '../command.ts';
import { columns } from '../screen/style.ts';

export const configShow = command({
  name: 'config show',
  summary: 'what is set, and where it was set; secrets are masked',
  examples: [
    'monitor config show',
    'monitor config show --json',
    'MONITOR_MODEL_NARRATOR=llama3 monitor config show',
    'monitor config show --set model.timeoutMs=20000',
  ],
  async run({ configuration }) {
    const { file, settings } = await configuration();
    return {
      file,
      settings: settings.map(({ key, variable, summary, shown, origin }) => ({
        key,
        value: shown,
        origin: { kind: origin.kind, from: originText(origin) },
        variable,
        summary,
      })),
    };
  },
  lines: ({ file, settings }, style) => [
    ...columns(
      settings.map(({ key, value, origin }) => [key, value === null ? '-' : String(value), origin.from]),
      (cell, column) => (column === 2 ? style.quiet(cell) : cell),
    ),
    '',
    style.quiet(`configuration file: ${file}`),
  ],
});
