/** How many examples a law is tried on: as many as its test says, or as the run is told to (`MONITOR_RUNS=100000`). */
export const runs = (usual: number): number => Number(process.env['MONITOR_RUNS'] ?? usual);
