import { equal, match, notEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { personHash, QrCodes } from "./qr_code.ts";

const KEY = "a key that is long enough";
const OTHER = "another key, long enough";
const PRODUCT = { lotNumber: 46, sampleId: "S_1-2", productId: "FG_LL_20261122_0000000147" };
const seed = { seed: 20261122, numRuns: 300 };

const codes = new QrCodes([KEY]);
const product = fc.record({
  lotNumber: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  sampleId: fc.option(fc.string({ unit: "binary", minLength: 1, maxLength: 100 })),
  productId: fc.integer({ min: 1, max: 9_999_999_999 })
    .map((n) => `FG_LL_20261122_${String(n).padStart(10, "0")}`),
});

Deno.test("QrCodes.sign makes the code of the contract", () => {
  match(codes.sign(PRODUCT).code, /^SQAL_46_S_1-2_FG_LL_20261122_0000000147_[0-9a-f]{16}$/);
  match(codes.sign({ ...PRODUCT, sampleId: null }).code, /^SQAL_46_NOSAMPLE_FG_/);
  // Known answer, made with `openssl dgst -sha256 -hmac`.
  equal(codes.sign(PRODUCT).signature, "54b95087a5e4b611");
});

Deno.test("QrCodes.verify accepts what was signed, whatever the sample is called", () => {
  fc.assert(
    fc.property(product, (wanted) => {
      const { code } = codes.sign(wanted);
      ok(code.length <= 200);
      equal(encodeURIComponent(code), code);
      equal(codes.verify(code), "signed");
    }),
    seed,
  );
});

Deno.test("QrCodes.verify refuses any change of one character, a missing and an added one", () => {
  const character = fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 });
  fc.assert(
    fc.property(product, fc.nat(), character, (wanted, at, other) => {
      const { code } = codes.sign(wanted);
      const i = at % code.length;
      const [before, after] = [code.slice(0, i), code.slice(i + 1)];
      notEqual(codes.verify(before + after), "signed");
      notEqual(codes.verify(before + other + code.slice(i)), "signed");
      if (other !== code[i]) notEqual(codes.verify(before + other + after), "signed");
      const swapped = code[i]!.toUpperCase() === code[i]
        ? code[i]!.toLowerCase()
        : code[i]!.toUpperCase();
      if (swapped !== code[i]) notEqual(codes.verify(before + swapped + after), "signed");
    }),
    seed,
  );
});

Deno.test("QrCodes.verify: a new key signs, the former still verifies, a stranger's does not", () => {
  const rotated = new QrCodes([OTHER, KEY]);
  const former = codes.sign(PRODUCT).code;
  const fresh = rotated.sign(PRODUCT).code;
  notEqual(fresh, former);
  equal(rotated.verify(former), "signed");
  equal(rotated.verify(fresh), "signed");
  equal(codes.verify(fresh), "forged");
  equal(new QrCodes([OTHER]).verify(former), "forged");
});

for (
  const code of ["", "SQAL", "SQAL_1_S_FG_LL_20261122_0000000001", `SQAL_1_${"x".repeat(300)}`]
) {
  Deno.test(`QrCodes.verify: ${code.slice(0, 40)} is no code at all`, () => {
    equal(codes.verify(code), "malformed");
  });
}

Deno.test("personHash tells addresses, people and keys apart, and shows none of them", () => {
  const one = personHash({ address: "192.0.2.1", consumerId: null, key: KEY });
  match(one, /^[0-9a-f]{64}$/);
  equal(one, personHash({ address: "192.0.2.1", consumerId: null, key: KEY }));
  const others = [
    personHash({ address: "192.0.2.2", consumerId: null, key: KEY }),
    personHash({ address: "192.0.2.1", consumerId: "a", key: KEY }),
    personHash({ address: "192.0.2.1", consumerId: null, key: OTHER }),
  ];
  equal(new Set([one, ...others]).size, 4);
});
