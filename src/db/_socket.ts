/**
 * The socket under a database connection.
 *
 * postgres.js takes all listeners off a socket that closed. A write that fails after that (seen
 * on Deno 2.6 when the server is killed) is then an error nobody hears, which ends the process.
 */
import { once } from "node:events";
import { Socket } from "node:net";

/** Of the driver's options, after it read them. */
interface Target {
  path: string | false | undefined;
  host: string[];
  port: number[];
}

/** Makes connected sockets, to the target's addresses in turn. */
export function socketFactory(timeoutMs: number): (target: Target) => Promise<Socket> {
  let next = 0;
  return async (target) => {
    const socket = connect(target, next++);
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(timeoutMs) });
      return socket;
    } catch (error) {
      socket.removeAllListeners().destroy();
      return failing((error as Error).name === "AbortError" ? timedOut(timeoutMs) : error as Error);
    }
  };
}

function connect({ path, host, port }: Target, attempt: number): Socket {
  const socket = new DatabaseSocket();
  if (path) return socket.connect(path);
  const index = attempt % host.length;
  // Read by the driver, for TLS.
  Object.assign(socket, { host: host[index], port: port[index] });
  return socket.connect(port[index]!, host[index]!);
}

class DatabaseSocket extends Socket {
  override removeAllListeners(event?: string | symbol): this {
    super.removeAllListeners(event);
    return this.on("error", () => {});
  }
}

/**
 * A socket that fails once the driver listens to it: a connection whose socket is refused to the
 * driver is never used again. What the driver sends until then is for nobody.
 */
function failing(error: Error): Socket {
  const socket = new DatabaseSocket();
  socket.write = () => true;
  setTimeout(() => socket.destroy(error));
  return socket;
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: "ETIMEDOUT" });
}
