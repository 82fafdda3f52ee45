/** The two functions of the library that are used; its own types would bring those of Node. */
interface Options {
  type: "svg" | "png";
  errorCorrectionLevel: "L" | "M" | "Q" | "H";
  /** Light modules around the code; readers need four. */
  margin: number;
  /** Pixels of one module. */
  scale?: number;
}
declare const QRCode: {
  toString(text: string, options: Options): Promise<string>;
  toBuffer(text: string, options: Options): Promise<Uint8Array<ArrayBuffer>>;
};
export default QRCode;
