// Reads a QR code from a picture of the screen, with a decoder that knows nothing of ours.
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** The text of the QR code in this PNG, or null when there is none. */
export function decode(png) {
  const { data, width, height } = PNG.sync.read(png);
  return jsQR(new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width, height)?.data ?? null;
}
