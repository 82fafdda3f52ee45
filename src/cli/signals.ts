/** First signal: stop in order. Second: stop now. The exit code says which signal it was. */
export interface Interruption {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** 130 after SIGINT, 143 after SIGTERM, undefined before. */
  exitCode(): number | undefined;
  /** Stops listening. */
  release(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export function listenForSignals(): Interruption {
  const stop = new AbortController();
  let code: number | undefined;
  const handlers = (["SIGINT", "SIGTERM"] as const)
    .filter((name) => Deno.build.os !== "windows" || name === "SIGINT")
    .map((name) => {
      const handler = () => {
        if (stop.signal.aborted) Deno.exit(EXIT_CODES[name]);
        code = EXIT_CODES[name];
        stop.abort();
      };
      Deno.addSignalListener(name, handler);
      return { name, handler };
    });
  return {
    signal: stop.signal,
    exitCode: () => code,
    release() {
      for (const { name, handler } of handlers) Deno.removeSignalListener(name, handler);
    },
  };
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}
