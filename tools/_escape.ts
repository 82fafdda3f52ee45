/**
 * JavaScript with every character beyond Latin-1 written as `\uXXXX`, which means the same in its
 * texts, templates and regular expressions. V8 holds a source in one byte a character only if all of
 * them fit: a single star would double the megabytes that a bundle takes for good.
 */
export function escapeBeyondLatin1(source: string): string {
  // Without the `u` flag a character outside the first plane is met as the two that write it.
  return source.replace(
    /[^\0-\xff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
