/** A client's WebSocket, so that a transport can be tested without one. */

export interface ClientSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface ClientSocketEvents {
  onOpen(): void;
  onText(text: string): void;
  /** Called once at the end, whether or not it ever opened. */
  onClose(code: number, reason: string): void;
}

/** Starts to connect; calls nothing back before it has returned. */
export type OpenSocket = (url: string, events: ClientSocketEvents) => ClientSocket;
