import assert from "node:assert/strict";
import { drawsOf, meanAndSd, soundLiver } from "./_fixtures.ts";
import {
  AS7341_SETTING,
  CHANNELS,
  fullScale,
  integrationMs,
  measureSpectrum,
  WHITE_COUNTS,
} from "./as7341.ts";

Deno.test("integrationMs and fullScale follow the registers", () => {
  assert.ok(Math.abs(integrationMs(AS7341_SETTING) - 100) < 0.2);
  assert.equal(fullScale(AS7341_SETTING), 36_000);
  // The datasheet's largest setting is cut at 16 bits.
  assert.equal(fullScale({ gain: 1, atime: 255, astep: 65_534 }), 65_535);
});

Deno.test("WHITE_COUNTS use the range of the converter without leaving it", () => {
  const counts = CHANNELS.map((channel) => WHITE_COUNTS[channel]);
  assert.ok(Math.max(...counts) < fullScale(AS7341_SETTING));
  assert.ok(Math.min(...counts) > 1000);
});

Deno.test("measureSpectrum doubles with gain and with integration time", () => {
  const liver = soundLiver();
  const single = measureSpectrum(liver, drawsOf("gain"), { gain: 2, atime: 29, astep: 599 });
  const gained = measureSpectrum(liver, drawsOf("gain"), { gain: 4, atime: 29, astep: 599 });
  const longer = measureSpectrum(liver, drawsOf("gain"), { gain: 2, atime: 59, astep: 599 });
  for (const channel of CHANNELS) {
    const ratio = gained[0]![channel] / single[0]![channel];
    assert.ok(Math.abs(ratio - 2) < 0.2, `${channel} gain ${ratio}`);
    assert.ok(Math.abs(longer[0]![channel] / single[0]![channel] - 2) < 0.2, channel);
  }
});

Deno.test("measureSpectrum saturates at the full scale", () => {
  const setting = { ...AS7341_SETTING, gain: 512 };
  const [spot] = measureSpectrum(soundLiver(), drawsOf("saturated"), setting);
  assert.equal(spot!.Clear, fullScale(setting));
});

Deno.test("measureSpectrum counts the dark and no more when gain leaves no light", () => {
  const setting = { ...AS7341_SETTING, gain: 1e-6 };
  const spots = Array.from(
    { length: 100 },
    (_, i) => measureSpectrum(soundLiver(), drawsOf("dark", i), setting),
  ).flat();
  const { mean } = meanAndSd(spots.map((spot) => spot.F8_680nm));
  assert.ok(Math.abs(mean - 3) < 0.5, `dark ${mean}`);
});

Deno.test("measureSpectrum's noise grows with the root of the counts", () => {
  const liver = soundLiver();
  const spots = Array.from({ length: 400 }, (_, i) => measureSpectrum(liver, drawsOf("shot", i)));
  // Two spots of one reading share the lamp's drift; with perfect evenness their ratio is shot noise.
  const noise = meanAndSd(spots.map(([first]) => first!.F8_680nm / first!.F7_630nm));
  const counts = meanAndSd(spots.map(([first]) => first!.F8_680nm)).mean;
  const expected = Math.sqrt(8 / 64 / counts + 8 / 64 / (counts * 1.59));
  assert.ok(Math.abs(noise.sd / noise.mean / expected - 1) < 0.15);
});

Deno.test("measureSpectrum sees blood and bile", () => {
  const sound = soundLiver();
  const lobe = sound.lobes[0]!;
  const stain = {
    xMm: lobe.halfLengthMm / 3,
    yMm: lobe.yMm,
    lengthMm: 60,
    widthMm: 60,
    angle: 0,
    severity: 1,
    reliefMm: 0,
  };
  const clean = measureSpectrum(sound, drawsOf("stain"))[1]!;
  const spotWith = (kind: "haematoma" | "bile_stain") =>
    measureSpectrum({ ...sound, defects: [{ ...stain, kind }] }, drawsOf("stain"))[1]!;
  const bruised = spotWith("haematoma");
  // The Q bands of oxyhaemoglobin take green; red and near infrared hardly change.
  assert.ok(bruised.F5_555nm < 0.7 * clean.F5_555nm && bruised.NIR > 0.95 * clean.NIR);
  const stained = spotWith("bile_stain");
  assert.ok(stained.F2_445nm < 0.7 * clean.F2_445nm && stained.F6_590nm > 0.9 * clean.F6_590nm);
});
