/**
 * The life of an ESP32 with its two sensors, as its LEDs show it.
 *
 * ```text
 * booting → i2c_scan → wifi_connecting → wifi_connected → backend_connecting ⇄ offline
 *              ⇅ error                                          ⇅ online → offline
 * ```
 */

export type Esp32Status =
  | "booting"
  | "i2c_scan"
  | "wifi_connecting"
  | "wifi_connected"
  | "backend_connecting"
  | "online"
  | "offline"
  | "error";

/** The sensors' addresses on the I2C bus, and the wire's names of them. */
export const I2C_ADDRESSES = { vl53l8ch: 0x29, as7341: 0x39 } as const;

export interface Esp32State {
  readonly status: Esp32Status;
  /** Scans that missed a sensor. */
  readonly i2cErrors: number;
  readonly connections: number;
}

export type Esp32Event =
  /** The time of `booting`, `wifi_connecting` or `wifi_connected` is over, or the wait of an error. */
  | { readonly kind: "phase_over" }
  /** The bus was scanned, and these addresses answered. */
  | { readonly kind: "scanned"; readonly addresses: readonly number[] }
  | { readonly kind: "connecting" | "connected" | "disconnected" }
  /** The server does not want this device. */
  | { readonly kind: "sent_away" };

export const POWERED_ON: Esp32State = { status: "booting", i2cErrors: 0, connections: 0 };

/** What follows a phase that ends by itself. */
const AFTER_PHASE: Partial<Record<Esp32Status, Esp32Status>> = {
  booting: "i2c_scan",
  wifi_connecting: "wifi_connected",
  wifi_connected: "backend_connecting",
  error: "i2c_scan",
};

/** The next state; an event that makes no sense in this one leaves it as it is. */
export function nextState(state: Esp32State, event: Esp32Event): Esp32State {
  const { status } = state;
  const to = (next: Esp32Status): Esp32State => ({ ...state, status: next });
  const hasWifi = status === "backend_connecting" || status === "online" || status === "offline";
  switch (event.kind) {
    case "phase_over":
      return to(AFTER_PHASE[status] ?? status);
    case "scanned": {
      if (status !== "i2c_scan") return state;
      const complete = Object.values(I2C_ADDRESSES).every((one) => event.addresses.includes(one));
      return complete ? to("wifi_connecting") : { ...to("error"), i2cErrors: state.i2cErrors + 1 };
    }
    case "connecting":
      return hasWifi ? to("backend_connecting") : state;
    case "connected":
      return hasWifi ? { ...to("online"), connections: state.connections + 1 } : state;
    case "disconnected":
      return hasWifi ? to("offline") : state;
    case "sent_away":
      return to("error");
  }
}

export type Led = "off" | "on" | "blinking";

export interface Leds {
  readonly power: Led;
  readonly sensors: Led;
  readonly wifi: Led;
  readonly backend: Led;
  readonly error: Led;
}

const DARK: Leds = { power: "on", sensors: "off", wifi: "off", backend: "off", error: "off" };
const WITH_WIFI: Leds = { ...DARK, sensors: "on", wifi: "on" };

/** What the five LEDs show. */
export const LEDS: Readonly<Record<Esp32Status, Leds>> = {
  booting: { ...DARK, power: "blinking" },
  i2c_scan: { ...DARK, sensors: "blinking" },
  wifi_connecting: { ...DARK, sensors: "on", wifi: "blinking" },
  wifi_connected: WITH_WIFI,
  backend_connecting: { ...WITH_WIFI, backend: "blinking" },
  online: { ...WITH_WIFI, backend: "on" },
  offline: { ...WITH_WIFI, error: "blinking" },
  error: { ...DARK, error: "on" },
};
