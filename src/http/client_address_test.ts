import { equal } from "node:assert/strict";
import { clientAddress, TrustedProxies } from "./client_address.ts";

type Row = [what: string, peer: string, forwardedFor: string | null, expected: string];

const ROWS: readonly Row[] = [
  ["nobody forwards", "198.51.100.7", null, "198.51.100.7"],
  ["a stranger claims to", "198.51.100.7", "203.0.113.1", "198.51.100.7"],
  ["a proxy forwards", "10.0.0.1", "203.0.113.1", "203.0.113.1"],
  ["two proxies forward", "10.0.0.1", "203.0.113.1, 10.2.3.4", "203.0.113.1"],
  ["the client wrote more before", "10.0.0.1", "127.0.0.1, 203.0.113.1", "203.0.113.1"],
  ["all are proxies", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["a proxy forwards rubbish", "10.0.0.1", "203.0.113.1, <b>", "10.0.0.1"],
  ["nothing stands there", "10.0.0.1", "", "10.0.0.1"],
  ["IPv4 inside IPv6", "::ffff:10.0.0.1", "::ffff:203.0.113.1", "203.0.113.1"],
  ["with a port", "10.0.0.1", "203.0.113.1:4711", "203.0.113.1"],
  ["IPv6", "fd00::5", "[2001:db8::1]:443", "2001:db8::1"],
  ["no socket", "unknown", "203.0.113.1", "unknown"],
];

for (const [what, peer, forwardedFor, expected] of ROWS) {
  Deno.test(`clientAddress: ${what}`, () => {
    const proxies = new TrustedProxies(["10.0.0.0/8", "fd00::5"]);
    equal(clientAddress({ peer, forwardedFor, proxies }), expected);
  });
}
