/** Pictures of QR codes. Loaded when one is asked for: no start needs what draws them. */
// @ts-types="./_qrcode.d.ts"
import QRCode from "qrcode";

/** A label is read at arm's length, and may be scratched. */
const IMAGE = { errorCorrectionLevel: "M", margin: 4 } as const;

export function svgCode(text: string): Promise<string> {
  return QRCode.toString(text, { type: "svg", ...IMAGE });
}

/** @param scale pixels of one module */
export function pngCode(text: string, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  return QRCode.toBuffer(text, { type: "png", scale, ...IMAGE });
}
