/** The bar on top of every page: home, open an auction, language, what is new, who is signed in. */
import { h, refresh } from "../dom.js";
import { locale, setLocale, t } from "../i18n.js";
import { session } from "../session.js";
import { trades } from "../trades/trades.js";
import { accountMenu } from "./accountMenu.js";
import { bell } from "./bell.js";
import { icon } from "./icon.js";
import { doorAddress } from "../signInAddress.js";

export function header({ router }) {
  const account = h("div", { class: "account" });
  let shownFor = null;
  function showAccount() {
    const now = session.user ? `${session.user.id} ${session.user.username}` : session.isRestoring ? "restoring" : "guest";
    if (now === shownFor) return; // a new token changes nothing here, and an open menu stays open
    shownFor = now;
    account.replaceChildren(...(session.user ? [bell(), accountMenu()] : session.isRestoring ? [placeholder()] : doors(router)));
  }
  session.addEventListener("change", showAccount);
  trades.addEventListener("change", () => refresh(account));
  showAccount();

  return [
    h("a", { class: "skip-link", href: "#main", text: () => t("site.skip") }),
    h("div", { class: "site-header__inner" },
      h("a", { class: "brand", href: "/", "aria-label": () => t("site.home") },
        h("img", { src: "/images/icon.svg", alt: "", width: 30, height: 30 }),
        h("span", { class: "brand__name", text: () => t("site.name") })),
      h("nav", { class: "site-header__nav" },
        h("a", { class: "button button--quiet", href: "/auctions/new", "aria-label": () => t("site.open") },
          icon("plus"), h("span", { class: "wide-only", text: () => t("site.open") })),
        languageButton(router),
        account)),
  ];
}

function languageButton(router) {
  return h("button", {
    class: "button button--quiet", type: "button", id: "language",
    lang: () => (locale() === "ko" ? "en" : "ko"),
    "aria-label": () => t("site.languageLabel"),
    text: () => t("site.language"),
    onclick: () => {
      setLocale(locale() === "ko" ? "en" : "ko");
      router.translate();
    },
  });
}

/** The links' addresses depend on the page that is open when they are followed. */
function doors(router) {
  const door = (path, key, style) => h("a", {
    class: `button ${style}`, href: path, text: () => t(key),
    onclick(event) {
      event.preventDefault();
      router.go(doorAddress(path));
    },
  });
  return [door("/signin", "signIn.button", "button--quiet"), door("/signup", "signUp.button", "button--dark wide-only")];
}

function placeholder() {
  return h("span", { class: "account__placeholder", "aria-hidden": "true" },
    h("span", { class: "account__placeholder-bell" }),
    h("span", { class: "avatar skeleton" }), h("span", { class: "skeleton skeleton--text account-menu__name wide-only" }));
}
