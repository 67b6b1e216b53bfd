import fc from 'fast-check';

// A mutant must not be killed by luck: the same examples each time, few of them, and no shrinking of what nobody reads.
const examples = 30;
// Whoever is tried again is tried as the usual tests do, unless the run says otherwise.
if (process.env['MONITOR_AGAIN'] === undefined) process.env['MONITOR_RUNS'] ??= String(examples);
fc.configureGlobal({ seed: 20_260_101, numRuns: examples, endOnFailure: true });
