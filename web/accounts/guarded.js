/** Pages for signed-in people: they wait until it is known who is there, and send guests to the sign-in. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { errorNotice } from "../components/notice.js";
import { doorAddress } from "../signInAddress.js";

/**
 * @param {object} options
 * @param {string} options.title key
 * @param {() => Partial<import("../router.js").Page> & {element: HTMLElement}} options.build called for whoever is signed in
 *   A page with a title of its own, or that gets ready, says so as for the router
 * @param {boolean} [options.keepsContent] leaves what is there when the sign-in ends: it may hold unsent text
 */
export function guarded({ title, build, keepsContent = false }) {
  const element = h("div", {});
  const abort = new AbortController();
  let content = null;
  let shownFor = null; // user's id, or the state that stands instead

  function show() {
    const now = session.user?.id ?? (session.isRestoring ? "restoring" : session.isUncertain ? "uncertain" : "guest");
    const isKept = keepsContent && content !== null && (!session.user || now === content.userId);
    if (isKept || now === shownFor) return refresh(element);
    shownFor = now;
    content?.dispose?.();
    content = session.user ? { ...build(), userId: now } : null;
    element.replaceChildren(content?.element ?? standIn(now));
  }

  function standIn(state) {
    if (state === "restoring") return skeleton();
    if (state === "guest") return guestNotice(title);
    const retry = () => {
      element.replaceChildren(skeleton());
      shownFor = null;
      session.renew().catch(() => show());
    };
    return h("section", { class: "page narrow" }, h("h1", { text: () => t(title) }), errorNotice(() => t("error.network"), retry));
  }

  session.addEventListener("change", show, { signal: abort.signal });
  show();
  return {
    element,
    title: () => content?.title?.() ?? `${t(title)} · ${t("site.name")}`,
    ready: content?.ready,
    dispose() {
      abort.abort();
      content?.dispose?.();
    },
  };
}

function guestNotice(title) {
  return h("section", { class: "page narrow notice" },
    h("h1", { text: () => t(title) }),
    h("p", { text: () => t("guarded.lead") }),
    h("div", { class: "notice__actions" },
      h("a", { class: "button button--primary", href: doorAddress(), text: () => t("signIn.button") }),
      h("a", { class: "button", href: doorAddress("/signup"), text: () => t("signUp.button") })));
}

function skeleton() {
  return h("section", { class: "page narrow", "aria-busy": "true" },
    h("p", { class: "visually-hidden", role: "status", text: () => t("common.loading") }),
    h("div", { "aria-hidden": "true" },
      h("div", { class: "skeleton skeleton--line skeleton--short" }),
      h("div", { class: "skeleton skeleton--line" }),
      h("div", { class: "skeleton skeleton--panel skeleton--gap" })));
}
