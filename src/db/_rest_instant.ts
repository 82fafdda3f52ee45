/** A stored instant as REST answers write it, microseconds kept. */
export function restInstant(text: string): string {
  return text.replace("Z", "+00:00");
}
