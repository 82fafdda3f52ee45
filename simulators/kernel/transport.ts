/** How frames leave a simulator: a bounded window of frames that nobody has acknowledged yet. */
import type { Gate } from "./kernel.ts";

export interface OutgoingFrame {
  /** What the receiver's answer names; no two unacknowledged frames share it. */
  readonly key: string;
  readonly text: string;
}

export type Outcome =
  | { readonly kind: "acked" }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "waiting"; readonly retryInMs: number; readonly reason: string }
  /** The server asked to stay away: nothing more will be sent. */
  | { readonly kind: "refused"; readonly code: number; readonly reason: string }
  | { readonly kind: "closed" };

export interface TransportEvents<F extends OutgoingFrame> {
  /** Called once for each frame that was settled, never for one that was left at `close`. */
  onSettled(frame: F, outcome: Outcome): void;
  onState?(state: ConnectionState): void;
}

export interface TransportCounts {
  /** Frames sent again, after a reconnection or because the receiver was overloaded. */
  readonly resent: number;
  readonly reconnections: number;
}

/** The gate is open while the window has room. */
export interface Transport<F extends OutgoingFrame> extends Gate {
  readonly counts: TransportCounts;
  /** Frames taken and not settled. */
  readonly unsettled: number;
  /** Takes a frame, now or never: throws when the gate is closed. */
  send(frame: F): void;
  /** Resolves when every frame is settled, or when no more will be: look at `unsettled`. */
  drain(): Promise<void>;
  /** Gives up what is unsettled and leaves no timer and no socket. */
  close(): void;
}
