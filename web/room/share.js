/** Gives the link to others: by the device's own way, or by the clipboard. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";

/** @param {() => {id: number, title: string}} auction */
export function shareButton(auction) {
  return h("button", {
    class: "button", type: "button", onclick: () => share(auction()),
  }, icon("share"), h("span", { text: () => t("share.button") }));
}

async function share({ id, title }) {
  const url = new URL(`/auctions/${id}`, location.origin).href;
  try {
    if (navigator.share) return await navigator.share({ title, url });
    await navigator.clipboard.writeText(url);
    toast(() => t("share.copied"));
  } catch (error) {
    if (error.name === "AbortError") return; // put away by the reader
    toast(() => t("share.here", { url }));
  }
}
