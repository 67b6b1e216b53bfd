const help = `monitor: a narrative-intelligence engine for tabletop role-playing, with a canonization gate

  monitor --version   prints the version
  monitor --help      prints this
`;

/** Runs the command that the process was started with. */
export const main = async (): Promise<void> => {
  process.stdout.write(help);
};
