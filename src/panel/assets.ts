/** The files of the panel, each under a name that changes with its content. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import script from "./dist/panel.js.txt" with { type: "text" };
import styles from "./dist/panel.css.txt" with { type: "text" };

export interface Asset {
  readonly path: string;
  readonly contentType: string;
  readonly text: string;
  /** For who takes it so; made when first asked for. */
  gzipped(): Uint8Array<ArrayBuffer>;
}

export const SCRIPT: Asset = asset("panel.js", "text/javascript", script);
export const STYLES: Asset = asset("panel.css", "text/css", styles);

function asset(name: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  const [stem, extension] = name.split(".");
  let gzipped: Uint8Array<ArrayBuffer> | undefined;
  return {
    path: `/panel/${stem}.${hash}.${extension}`,
    contentType: `${type}; charset=utf-8`,
    text,
    gzipped: () => gzipped ??= Uint8Array.from(gzipSync(text, { level: 9 })),
  };
}
