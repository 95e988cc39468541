/** The bar on top of every page: home, open an auction, language, who is signed in. */
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { locale, setLocale, t } from "../i18n.js";
import { session } from "../session.js";
import { avatar } from "./avatar.js";
import { icon } from "./icon.js";
import { askToSignIn } from "./signIn.js";

export function header({ router }) {
  const account = h("div", { class: "account" });
  const showAccount = () => account.replaceChildren(...(session.user ? signedIn() : [signInButton()]));
  session.addEventListener("change", showAccount);
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

function signInButton() {
  return h("button", {
    class: "button button--dark", type: "button", text: () => t("signIn.button"), onclick: () => askToSignIn(),
  });
}

function signedIn() {
  const menu = h("details", { class: "account-menu" },
    h("summary", { "aria-label": () => t("signIn.signedInAs", { name: session.user?.username ?? "" }) },
      avatar(session.user), h("span", { class: "account-menu__name wide-only", text: session.user.username })),
    h("div", { class: "account-menu__panel" },
      h("p", { text: () => t("signIn.signedInAs", { name: session.user?.username ?? "" }) }),
      h("button", {
        class: "button button--block", type: "button", text: () => t("signIn.out"),
        onclick: () => {
          session.signOut();
          connection.authenticate(null);
          refresh(document.body);
        },
      })));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  return [menu];
}
