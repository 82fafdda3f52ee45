/** The views of one page, of which one is shown: links, so that each has its own address. */
import { Icon, type IconName } from "./icon.tsx";

export interface Segment {
  href: string;
  text: string;
  icon: IconName;
  isShown: boolean;
}

export function Segments({ label, segments }: { label: string; segments: readonly Segment[] }) {
  return (
    <nav class="segments" aria-label={label}>
      {segments.map(({ href, text, icon, isShown }) => (
        <a key={href} href={href} aria-current={isShown ? "true" : undefined}>
          <Icon name={icon} />
          {text}
        </a>
      ))}
    </nav>
  );
}
