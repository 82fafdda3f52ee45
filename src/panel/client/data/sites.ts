/** The cooperative's sites, in the order they are shown. */
export interface Site {
  code: string;
  name: string;
  /** Its colour token; its name always stands beside the colour. */
  colour: string;
}

export const SITES: readonly Site[] = [
  { code: "LL", name: "Bretagne", colour: "site-ll" },
  { code: "LS", name: "Pays de Loire", colour: "site-ls" },
  { code: "MT", name: "Maubourguet", colour: "site-mt" },
];

export function siteName(code: string | null): string {
  return SITES.find((site) => site.code === code)?.name ?? code ?? "–";
}
