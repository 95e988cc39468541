/** What one sells, has won, and likes. */
import { h } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { ownTabs } from "../../accounts/ownTabs.js";
import { emptyNotice } from "../../components/notice.js";
import { history } from "../../people/history.js";
import { session } from "../../session.js";

export function ownAuctionsPage({ router, part: role, query }) {
  return guarded({ title: `own.${role}Title`, build: () => build(router, role, query) });
}

function build(router, role, query) {
  const way = role === "selling" ? { href: "/auctions/new", label: "site.open" } : { href: "/", label: "own.browse" };
  const { element, ready, dispose } = history({
    router, user: session.user.id, role, query, isOwn: true,
    address: (status) => `/account/${role}${status ? `?status=${status}` : ""}`,
    empty: () => emptyNotice(() => t(`own.empty.${role}`), way),
  });
  return {
    element: h("section", { class: "page own" },
      ownTabs(role),
      h("h1", { text: () => t(`own.${role}Title`) }),
      element),
    ready, dispose,
  };
}
