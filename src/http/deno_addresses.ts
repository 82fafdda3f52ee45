/** IP addresses and networks, read by the runtime's own parser. */
import { BlockList, isIP } from "node:net";

export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Proxies whose word on the address before them is believed. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param ranges addresses and networks, `10.0.0.0/8`; as the configuration checked them */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = "", prefix] = range.split("/");
      const family = isIP(address) === 4 ? "ipv4" : "ipv6";
      if (prefix === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(prefix), family);
    }
  }

  has(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#list.check(address, version === 4 ? "ipv4" : "ipv6");
  }
}
