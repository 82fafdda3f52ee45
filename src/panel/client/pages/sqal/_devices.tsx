/** Every device that ever announced itself, and how it is. */
import { useMemo, useState } from "preact/hooks";
import type { Device } from "../../../../contract/sqal.ts";
import { devices } from "../../data/devices.ts";
import { siteName } from "../../data/sites.ts";
import { instantMs, wallTime } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { Empty } from "../../ui/states.tsx";
import { VirtualGrid } from "../../ui/virtual_grid.tsx";

const t = words({
  fr: {
    devices: "Capteurs",
    none: "Aucun capteur ne s’est annoncé",
    find: "Chercher un capteur",
    active: "Actif",
    inactive: "Inactif",
    maintenance: "Maintenance",
    error: "En panne",
    seen: "entendu à {time}",
  },
  en: {
    devices: "Devices",
    none: "No device has announced itself",
    find: "Find a device",
    active: "Active",
    inactive: "Inactive",
    maintenance: "Maintenance",
    error: "Faulty",
    seen: "heard at {time}",
  },
});

export function Devices() {
  const [wanted, setWanted] = useState("");
  const all = devices.all.value;
  const shown = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    return [...all.values()].filter(({ device_id, device_name }) =>
      `${device_id} ${device_name ?? ""}`.toLowerCase().includes(text)
    );
  }, [all, wanted]);
  if (all.size === 0) return <Empty icon="device" title={t("none")} />;
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
        render={(device) => <DeviceRow device={device} />}
        label={t("devices")}
        itemHeight={4}
        itemMinWidth={18}
        gap={0.5}
      />
    </>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { device_id, device_name, status, site_code, heard_at } = device;
  const seen = t("seen", { time: wallTime(instantMs(heard_at)) });
  return (
    <a class="device" href={href("sqal", undefined, { device: device_id })}>
      <span class={`device-dot device-${status}`} aria-hidden="true" />
      <span class="device-name">
        <b class="code">{device_name ?? device_id}</b>
        <span class="quiet">
          {[t(status), site_code && siteName(site_code), seen].filter(Boolean).join(" · ")}
        </span>
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
