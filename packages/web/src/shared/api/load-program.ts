// Loads programs of the dashboard that come when they are wanted, and tells a line that is gone from a program that is.

/** A program could not be asked for: the server is out of reach. */
export class OutOfReachError extends Error {}

/**
 * Loads a program. Throws `OutOfReachError` where the server does not answer; what fails although it does (a newer version has
 * taken the program's place) is thrown as it is, and the router loads the page anew.
 */
export async function loadProgram<Program>(load: () => Promise<Program>): Promise<Program> {
  try {
    return await load();
  } catch (error) {
    const isThere = await fetch('/health/live', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) throw error;
    throw new OutOfReachError('The program of a page could not be asked for.', { cause: error });
  }
}
