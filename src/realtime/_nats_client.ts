/**
 * NATS's client, without what of it can end the whole process. Loaded only where it is needed, as a
 * module of ours: bundled, a package of its kind has no names of its own when it is imported late.
 */
import {
  type NatsConnection,
  NatsConnectionImpl,
  type NodeConnectionOptions,
  setTransportFactory,
} from "@nats-io/transport-node";
import { nodeResolveHost, NodeTransport } from "@nats-io/transport-node/lib/node_transport.js";

export { credsAuthenticator, headers } from "@nats-io/transport-node";
export { jetstream, jetstreamManager } from "@nats-io/jetstream";

/**
 * Connects as the client's own `connect` does. That one takes its listeners from a socket before it
 * destroys it; a reset that the socket was about to report, as when a server refuses a password,
 * is then an error that nobody handles.
 */
export function connectGuarded(options: NodeConnectionOptions): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new GuardedTransport(), dnsResolveFn: nodeResolveHost });
  return NatsConnectionImpl.connect(options);
}

class GuardedTransport extends NodeTransport {
  override async dial(address: Parameters<NodeTransport["dial"]>[0]) {
    return guarded(await super.dial(address));
  }

  override async startTLS() {
    return guarded(await super.startTLS());
  }
}

interface Emitter {
  on(event: "error", listener: () => void): unknown;
  off(event: "error", listener: () => void): unknown;
  removeAllListeners(...events: [string | symbol] | []): unknown;
}

/** Always has somebody who hears of errors. */
function guarded<E extends Emitter>(emitter: E): E {
  const remove = emitter.removeAllListeners.bind(emitter);
  const ignore = () => {};
  const listen = () => {
    emitter.off("error", ignore);
    emitter.on("error", ignore);
  };
  emitter.removeAllListeners = (...events) => {
    // To say undefined is not to say nothing.
    remove(...events);
    listen();
    return emitter;
  };
  listen();
  return emitter;
}
