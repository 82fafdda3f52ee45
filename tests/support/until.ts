/** Waiting for what other processes do, which no promise tells of. */

const PATIENCE_MS = 20_000;
const BETWEEN_MS = 10;

/** Asks again until the answer is neither undefined nor false, and returns it. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
): Promise<Exclude<Awaited<T>, undefined | false>> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer as Exclude<Awaited<T>, undefined | false>;
    }
    if (Date.now() > deadlineMs) throw new Error(`wait for ${what}: nothing in ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

/** The promise's value, or an error that says what did not come. */
export async function inTime<T>(what: string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`wait for ${what}: nothing in ${PATIENCE_MS} ms`)),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
