/** Says why there is nothing to press; nothing to those who may. */
import { may } from "../session.ts";
import { Icon } from "./icon.tsx";

export function RoleNotice({ text }: { text: string }) {
  if (may("operator")) return null;
  return (
    <p class="role-notice">
      <Icon name="key" />
      {text}
    </p>
  );
}
