import path from 'node:path';

/** Processes of this machine, this one among them. */
export interface Processes {
  own: number;
  isThere: (pid: number) => boolean;
}

/** What the program knows of the machine and the person who started it. */
export interface Machine {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** The working folder. */
  cwd: string;
}

export interface PlatformFolders {
  data: string;
  config: string;
}

const program = 'monitor';

/** Where this platform's programs keep what they own. */
export const platformFolders = ({ platform, env, home }: Machine): PlatformFolders => {
  if (platform === 'win32') {
    const { win32 } = path;
    return {
      data: win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), program, 'data'),
      config: win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), program),
    };
  }
  const { posix } = path;
  if (platform === 'darwin') {
    const support = posix.join(home, 'Library', 'Application Support', program);
    return { data: support, config: support };
  }
  // The XDG convention: a relative value is to be ignored.
  const folder = (name: string, fallback: string) => {
    const set = env[name];
    return posix.join(set !== undefined && posix.isAbsolute(set) ? set : posix.join(home, fallback), program);
  };
  return { data: folder('XDG_DATA_HOME', '.local/share'), config: folder('XDG_CONFIG_HOME', '.config') };
};

/** Makes a folder that a person wrote absolute: `~` is their home, anything relative starts at `from`. */
export const absoluteFolder = (written: string, { home, from }: { home: string; from: string }): string =>
  written === '~' || /^~[/\\]/.test(written) ? path.join(home, written.slice(1)) : path.resolve(from, written);
