/** What only the seller can do: change or take back what has not started, list anew what was not sold. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { problemText } from "../forms/problems.js";
import { session } from "../session.js";
import { confirmed } from "../components/confirm.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { relistDialog } from "./relist.js";

/**
 * @param {() => object} auction
 * @param {{cancelled: () => void, relisted: (id: number) => void}} then
 */
export function ownerPanel(auction, { cancelled, relisted }) {
  let isBusy = false;
  const isOwn = () => session.user?.id === auction().seller.id;
  const isOpen = () => auction().status === "upcoming";
  const isLeft = () => auction().status === "cancelled" || (auction().status === "ended" && !auction().leader);
  const element = h("section", {
    class: "owner", "aria-label": () => t("owner.label"), ".hidden": () => !isOwn() || !(isOpen() || isLeft()),
  },
    h("p", { text: () => t(isOpen() ? "owner.openNote" : "owner.leftNote") }),
    h("div", { class: "owner__actions", ".hidden": () => !isOpen() },
      h("a", { class: "button", href: `/auctions/${auction().id}/edit` }, icon("edit"), h("span", { text: () => t("owner.edit") })),
      h("button", { class: "button", type: "button", "aria-disabled": () => String(isBusy), onclick: takeBack },
        icon("trash"), h("span", { text: () => t("owner.delete") }))),
    h("div", { class: "owner__actions", ".hidden": () => !isLeft() },
      h("button", { class: "button button--primary", type: "button", onclick: () => relistDialog(auction(), relisted) },
        icon("again"), h("span", { text: () => t("owner.relist") }))));

  async function takeBack() {
    if (isBusy || !await confirmed({ title: "owner.deleteTitle", text: "owner.deleteText", action: "owner.delete" })) return;
    isBusy = true;
    refresh(element);
    try {
      await api.cancelAuction(auction().id);
      cancelled();
      toast(() => t("owner.deleted"));
    } catch (error) {
      toast(() => problemText(error));
    }
    isBusy = false;
    refresh(element);
  }

  return { element, update: () => refresh(element) };
}
