import { Failure } from '../../src/domain/failure.ts';

/** The failure that it comes to. */
export const refusal = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error('expected a failure', { cause: error });
};
