/** Tells what has just happened, unless it is what one is looking at. */
import { t } from "../i18n.js";
import { toast } from "../components/toast.js";
import { notifications } from "./notifications.js";
import { addressOf, sentence } from "./words.js";

/** Kinds that lead to an auction are told by its open room as well. */
function isLookedAt({ auction, trade }) {
  return [`/auctions/${auction}`, trade && `/trades/${trade}`].includes(location.pathname);
}

export function tellOfNotifications() {
  notifications.addEventListener("arrived", ({ detail: { notification, count } }) => {
    const isListOpen = document.querySelector(".bell[open]") !== null;
    if (document.hidden || isListOpen || isLookedAt(notification)) return; // a hidden tab tells it by its title
    if (count > 1) return toast(() => t("notifications.several", { count }));
    toast(() => `${sentence(notification)} · ${notification.title}`,
      { href: addressOf(notification), label: "notifications.show" }, { isPassing: true });
  });
}
