/** Who a simulated device is: all of it follows from its id. */
import { randomStream, wholeNumber } from "../kernel/mod.ts";
import type { DeviceIdentity } from "./sensor_protocol.ts";

export function identityOf(deviceId: string, location: string): DeviceIdentity {
  const draw = randomStream(0, "identity", deviceId);
  const octet = () => wholeNumber(draw, { min: 0, max: 255 });
  const hex = () => octet().toString(16).toUpperCase().padStart(2, "0");
  return {
    deviceId,
    location,
    // 02: an address that no maker gives out.
    macAddress: ["02", hex(), hex(), hex(), hex(), hex()].join(":"),
    ipAddress: `192.168.${octet()}.${wholeNumber(draw, { min: 1, max: 254 })}`,
  };
}
