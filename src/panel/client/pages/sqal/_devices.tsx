/** Every device that ever announced itself, and how it is. */
import { useMemo, useState } from "preact/hooks";
import type { Device } from "../../../../contract/sqal.ts";
import { devices } from "../../data/devices.ts";
import { siteName } from "../../data/sites.ts";
import { duration, instantMs, number, wallTime } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { useNow } from "../../ui/now.ts";
import { Empty } from "../../ui/states.tsx";
import { VirtualGrid } from "../../ui/virtual_grid.tsx";

const t = words({
  fr: {
    devices: "Capteurs",
    none: "Aucun capteur ne s’est annoncé",
    find: "Chercher un capteur",
    inactive: "Inactif",
    maintenance: "Maintenance",
    error: "En panne",
    seen: "entendu à {time}",
    silent: "silencieux depuis {time}",
    folded: "{n} silencieux depuis plus de 15 min",
    fold: "Replier les silencieux",
  },
  en: {
    devices: "Devices",
    none: "No device has announced itself",
    find: "Find a device",
    inactive: "Inactive",
    maintenance: "Maintenance",
    error: "Faulty",
    seen: "heard at {time}",
    silent: "silent for {time}",
    folded: "{n} silent for more than 15 min",
    fold: "Fold those that are silent",
  },
});

/** Monitors name a device after each lot: most of those ever heard are long done. */
const LONG_SILENT_MS = 15 * 60_000;

export function Devices() {
  const [wanted, setWanted] = useState("");
  const [isUnfolded, setUnfolded] = useState(false);
  const nowMs = useNow(true);
  const all = devices.all.value;
  const text = wanted.trim().toLowerCase();
  const found = useMemo(
    () =>
      [...all.values()].filter(({ device_id, device_name }) =>
        `${device_id} ${device_name ?? ""}`.toLowerCase().includes(text)
      ),
    [all, text],
  );
  if (all.size === 0) return <Empty icon="device" title={t("none")} />;
  const heard = found.filter((device) => silentMs(device, nowMs) < LONG_SILENT_MS);
  const silent = found.length - heard.length;
  const shown = text === "" && !isUnfolded ? heard : found;
  return (
    <>
      <label class="field">
        <span>{t("find")} ({devicesText(all.size)})</span>
        <input
          type="search"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </label>
      <VirtualGrid
        items={shown}
        keyOf={({ device_id }) => device_id}
        render={(device) => <DeviceRow device={device} silentMs={silentMs(device, nowMs)} />}
        label={t("devices")}
        itemHeight={4}
        itemMinWidth={18}
        gap={0.5}
      />
      {text === "" && silent > 0 && (
        <button
          type="button"
          class="button"
          aria-expanded={isUnfolded}
          onClick={() => setUnfolded(!isUnfolded)}
        >
          {isUnfolded ? t("fold") : t("folded", { n: number(silent) })}
        </button>
      )}
    </>
  );
}

function silentMs({ heard_at }: Device, nowMs: number): number {
  return nowMs - instantMs(heard_at);
}

function DeviceRow({ device, silentMs }: { device: Device; silentMs: number }) {
  const { device_id, device_name, status, site_code, heard_at } = device;
  const isSilent = silentMs >= LONG_SILENT_MS;
  const dot = isSilent && status === "active" ? "silent" : status;
  const said = [
    status !== "active" && t(status),
    site_code && siteName(site_code),
    isSilent
      ? t("silent", { time: duration(silentMs / 1_000) })
      : t("seen", { time: wallTime(instantMs(heard_at)) }),
  ];
  return (
    <a class="device" href={href("sqal", undefined, { device: device_id })}>
      <span class={`device-dot device-${dot}`} aria-hidden="true" />
      <span class="device-name">
        <b class="code">{device_name ?? device_id}</b>
        <span class="quiet">{said.filter(Boolean).join(" · ")}</span>
      </span>
    </a>
  );
}

function devicesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} capteur", en: "{n} device" },
    other: { fr: "{n} capteurs", en: "{n} devices" },
  });
}
