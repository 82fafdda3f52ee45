/** Line icons, drawn here: no font, no other host. */
const PATHS = {
  gavage: "M12 3c3 3 5 6 5 9a5 5 0 0 1-10 0c0-3 2-6 5-9ZM9.5 13a2.5 2.5 0 0 0 2.5 2.5",
  sites: "M4 20V10l5-4 5 4v10M14 20v-7h6v7M3 20h18M8 13h2M8 16.5h2",
  quality: "M4 17l5-6 4 3 7-9M4 21h16M16 5h4v4",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16ZM10 21h4",
  sun:
    "M12 4V2M12 22v-2M4 12H2M22 12h-2M5.6 5.6 4.2 4.2M19.8 19.8l-1.4-1.4M18.4 5.6l1.4-1.4M4.2 19.8l1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  auto: "M12 3a9 9 0 1 0 0 18V3ZM12 3a9 9 0 0 1 0 18",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20",
  back: "M14 6l-6 6 6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  device: "M6 3h12v18H6zM9 7h6M9 11h6M11 17h2",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.5l3 2",
  offline:
    "M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M12 20h.01M8.5 16a5 5 0 0 1 5-1.2M2 9a15 15 0 0 1 4-2.6M10 5.1A15 15 0 0 1 22 9",
  cards: "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z",
  rows: "M4 6h16M4 12h16M4 18h16",
  play: "M7 4.5v15l12-7.5z",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21c1-4 4-6 8-6s7 2 8 6",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  control: "M5 4v6M5 14v6M12 4v9M12 17v3M19 4v3M19 11v9M2.5 12h5M9.5 15h5M16.5 9h5",
  pause: "M8 5v14M16 5v14",
  stop: "M6 6h12v12H6z",
  key: "M14.5 4a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM10.5 13.5 4 20M7 17l2.5 2.5",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  curve: "M4 20C9 20 9 5 20 5M4 4v16h16",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the words beside it say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
