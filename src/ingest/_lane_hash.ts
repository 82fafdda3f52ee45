/** An integer of a text, the same in every process, whose remainders are evenly spread. */
export function laneHash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h, 31) + text.charCodeAt(i) | 0;
  // MurmurHash3's finalizer: without it, lots of several sites, numbered in turn, would share a lane.
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}
