/** Tells why nobody is signed in any more. */
import { dateAndTime } from "../format.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { doorAddress } from "../signInAddress.js";
import { toast } from "./toast.js";

/** @param {{reason: import("../session.js").EndReason, until?: string|null}} detail of the session's `end` event */
export function tellOfEnd({ reason, until }) {
  const again = { href: doorAddress(), label: "signIn.button" };
  const text = () => (reason === "suspended" ? suspension(until) : t(`session.${reason}`));
  const close = toast(text, ["left", "suspended"].includes(reason) ? null : again);
  const forget = () => {
    if (!session.user) return;
    session.removeEventListener("change", forget);
    close(); // it is no longer so
  };
  session.addEventListener("change", forget);
}

function suspension(until) {
  return until ? t("error.account.suspendedUntil", { time: dateAndTime(until) }) : t("error.account.suspended");
}
