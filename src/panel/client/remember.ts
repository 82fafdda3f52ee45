/** Choices that outlive the page, where the browser lets it keep any. */

/** The kept choice, if it is still one of those there are. */
export function remembered<T extends string>(name: string, choices: readonly T[]): T | undefined {
  const kept = read(name);
  return choices.find((choice) => choice === kept);
}

export function read(name: string): string | null {
  try {
    return localStorage.getItem(`gavaged.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`gavaged.${name}`, value);
  } catch {
    // Private browsing: the choice lives as long as the page.
  }
}
