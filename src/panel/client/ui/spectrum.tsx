/** The ten channels of the spectral sensor, as bars beside their counts. */
import { number } from "../format.ts";
import { words } from "../i18n.ts";

const t = words({
  fr: {
    caption: "Canaux spectraux, en coups",
    channel: "Canal",
    counts: "Coups",
    clear: "Clair",
    nir: "Proche infrarouge",
  },
  en: {
    caption: "Spectral channels, in counts",
    channel: "Channel",
    counts: "Counts",
    clear: "Clear",
    nir: "Near infrared",
  },
});

export function Spectrum({ channels }: { channels: Readonly<Record<string, number>> }) {
  const entries = Object.entries(channels).sort(([a], [b]) => placeOf(a) - placeOf(b));
  const most = Math.max(1, ...entries.map(([, counts]) => counts));
  return (
    <table class="spectrum">
      <caption>{t("caption")}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t("channel")}</th>
          <th scope="col">{t("counts")}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(([name, counts]) => (
          <tr key={name}>
            <th scope="row">{channelName(name)}</th>
            <td>
              <div class="spectrum-bar">
                <span
                  class={`band-${name.split("_")[0]!.toLowerCase()}`}
                  style={{ width: `${100 * counts / most}%` }}
                />
                <b>{number(counts)}</b>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By wavelength; the two that see more than a band of light come last. */
function placeOf(name: string): number {
  const [, nanometres] = /_(\d+)nm$/.exec(name) ?? [];
  return nanometres ? Number(nanometres) : name === "Clear" ? 10_000 : 10_001;
}

/** `F1_415nm` → `415 nm`. */
function channelName(name: string): string {
  const [, nanometres] = /_(\d+)nm$/.exec(name) ?? [];
  if (nanometres) return `${nanometres} nm`;
  return name === "Clear" ? t("clear") : name === "NIR" ? t("nir") : name;
}
