/** Whether an address can be listened on, and in one line why not. */
import { AppError, messageOf } from "./errors.ts";

export interface ListenAddress {
  host: string;
  /** 0 for any that is free. */
  port: number;
}

/**
 * Takes an address and lets go of it: what starts long before it listens can say at once that it
 * never will. Somebody else may still be faster.
 *
 * @throws AppError as `listenFault` makes it
 */
export function tryListening({ host, port }: ListenAddress): void {
  try {
    Deno.listen({ hostname: host, port }).close();
  } catch (cause) {
    throw listenFault(cause, { host, port });
  }
}

/** `address_in_use`, or `server_refused` when the address cannot be taken for another reason. */
export function listenFault(cause: unknown, { host, port }: ListenAddress): AppError {
  if (cause instanceof Deno.errors.AddrInUse) {
    return new AppError(
      "address_in_use",
      `cannot listen on ${host}:${port}: the port is taken (choose another with --port)`,
      { cause },
    );
  }
  return new AppError("server_refused", `cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
    cause,
  });
}
