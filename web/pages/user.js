/** The public page of a person. */
import { api } from "../api.js";
import { h } from "../dom.js";
import { errorText, t } from "../i18n.js";
import { profileCard, profileSkeleton } from "../accounts/profileCard.js";
import { errorNotice } from "../components/notice.js";
import { notFoundPage } from "./notFound.js";

export function userPage({ router, id }) {
  const abort = new AbortController();
  const element = h("section", { class: "page narrow" });
  let user = null;
  let isMissing = false;
  load();

  async function load() {
    element.setAttribute("aria-busy", "true");
    element.replaceChildren(h("h1", { class: "visually-hidden", text: () => t("common.loading") }), profileSkeleton());
    try {
      user = await api.user(id, abort.signal);
      element.replaceChildren(profileCard(() => user));
    } catch (error) {
      if (error.name === "AbortError") return;
      isMissing = error.code === "notFound";
      if (isMissing) {
        element.classList.add("notice");
        element.replaceChildren(...notFoundPage("user.notFound", "user.notFoundLead").element.children);
      } else element.replaceChildren(errorNotice(() => `${t("user.failed")} ${errorText(error)}`, load));
    }
    element.removeAttribute("aria-busy");
    router.retitle();
  }

  return {
    element,
    title: () => [isMissing ? t("user.notFound") : user?.username, t("site.name")].filter(Boolean).join(" · "),
    dispose: () => abort.abort(),
  };
}
