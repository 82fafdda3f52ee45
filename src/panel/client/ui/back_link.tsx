/** The way up from one thing to all of its kind. */
import { Icon } from "./icon.tsx";

export function BackLink({ href, text }: { href: string; text: string }) {
  return (
    <a class="back" href={href}>
      <Icon name="back" />
      {text}
    </a>
  );
}
