/** The public page of a person: who it is, what they sell, what they have won. */
import { api } from "../api.js";
import { h } from "../dom.js";
import { errorText, t } from "../i18n.js";
import { profileCard, profileSkeleton } from "../accounts/profileCard.js";
import { emptyNotice, errorNotice } from "../components/notice.js";
import { history } from "../people/history.js";
import { notFoundPage } from "./notFound.js";

const roles = ["selling", "won"];

export function userPage({ router, id, query }) {
  const abort = new AbortController();
  const who = h("div", { class: "narrow person-page__who" });
  const part = h("section", { class: "person-page__history", "aria-labelledby": "history-title" });
  const element = h("section", { class: "page person-page" }, who, part);
  let user = null;
  let isMissing = false;
  const shown = showHistory(query);
  load();

  function showHistory(words) {
    const role = roles.includes(words.get("role")) ? words.get("role") : "selling";
    const address = (to, status) => {
      const set = Object.entries({ role: to === "selling" ? null : to, status }).filter(([, value]) => value);
      return `/users/${id}${set.length ? `?${new URLSearchParams(set)}` : ""}`;
    };
    const list = history({
      router, user: id, role, query: words, address: (status) => address(role, status),
      empty: () => emptyNotice(() => t(`user.empty.${role}`)),
    });
    part.replaceChildren(
      h("h2", { class: "visually-hidden", id: "history-title", text: () => t("user.history") }),
      h("nav", { class: "tabs", "aria-label": () => t("user.history") }, ...roles.map((each) => h("a", {
        href: address(each, null), "aria-current": each === role ? "page" : null, text: () => t(`own.${each}`),
      }))),
      list.element);
    return list;
  }

  async function load() {
    who.setAttribute("aria-busy", "true");
    who.replaceChildren(h("h1", { class: "visually-hidden", text: () => t("common.loading") }), profileSkeleton());
    try {
      user = await api.user(id, abort.signal);
      who.replaceChildren(profileCard(() => user));
    } catch (error) {
      if (error.name === "AbortError") return;
      isMissing = error.code === "notFound";
      if (isMissing) {
        shown.dispose();
        element.classList.add("notice");
        element.replaceChildren(...notFoundPage("user.notFound", "user.notFoundLead").element.children);
      } else who.replaceChildren(errorNotice(() => `${t("user.failed")} ${errorText(error)}`, load));
    }
    who.removeAttribute("aria-busy");
    router.retitle();
  }

  return {
    element,
    ready: shown.ready,
    title: () => [isMissing ? t("user.notFound") : user?.username, t("site.name")].filter(Boolean).join(" · "),
    dispose() {
      abort.abort();
      shown.dispose();
    },
  };
}
