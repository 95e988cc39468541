/** Tells why nobody is signed in any more. */
import { dateAndTime } from "../format.js";
import { t } from "../i18n.js";
import { doorAddress } from "../signInAddress.js";
import { toast } from "./toast.js";

/** @param {{reason: import("../session.js").EndReason, until?: string|null}} detail of the session's `end` event */
export function tellOfEnd({ reason, until }) {
  if (reason === "suspended") {
    return toast(() => (until ? t("error.account.suspendedUntil", { time: dateAndTime(until) }) : t("error.account.suspended")));
  }
  const again = { href: doorAddress(), label: "signIn.button" };
  toast(() => t(`session.${reason}`), reason === "left" ? null : again);
}
