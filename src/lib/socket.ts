/** What a protocol session sees of a WebSocket, so that it can be tested without one. */
export interface Socket {
  /**
   * Queues one text frame and never throws: a socket that is no longer open takes it and says
   * nothing, one that fails is closed.
   */
  send(text: string): void;
  /** Bytes queued and not yet taken by the peer: `send` itself never pushes back. */
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

/** What a session does with what arrives. Each callback runs inside one guard. */
export interface SocketHandler {
  onText(text: string): void;
  onBinary(byteLength: number): void;
  onClose(): void;
}

/** Makes the session of a socket that has just opened. */
export type OpenSession = (socket: Socket) => SocketHandler;

/**
 * Numbered reasons to close: 4000–4499 ask the client to come back, 4500–4999 to stay away.
 */
export const CLOSE = {
  goingAway: { code: 1001, reason: "server is shutting down" },
  unsupported: { code: 1003, reason: "binary frames are not accepted" },
  policy: { code: 1008, reason: "too many frames, or bad ones" },
  tooLarge: { code: 1009, reason: "frame too large" },
  fault: { code: 1011, reason: "internal error" },
  slowConsumer: { code: 4001, reason: "too slow: come back and recover from your last offset" },
  expired: {
    code: 4003,
    reason: "credentials have expired or were taken back: come back with new ones",
  },
  tooManyUnacknowledged: { code: 4002, reason: "too many unacknowledged frames" },
} as const;
