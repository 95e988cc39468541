/** The bell: how much is new, and behind it the list of what there was to tell. Looking at it makes it read. */
import { clock } from "../clock.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { problemText } from "../forms/problems.js";
import { notificationRow } from "../notifications/row.js";
import { notifications } from "../notifications/notifications.js";
import { shortCount } from "./badge.js";
import { dropdown } from "./dropdown.js";
import { icon } from "./icon.js";
import { arrange } from "./keyedList.js";
import { ListFoot } from "./listFoot.js";
import { emptyNotice, errorNotice } from "./notice.js";

let element = null;

/** The one bell of the page. */
export function bell() {
  return (element ??= build());
}

function build() {
  const fresh = new Set(); // ids of what was unread when one came to look
  const list = h("ul", { class: "bell__list" });
  const foot = new ListFoot({ more: loadMore, size: () => list.childElementCount });
  const loading = h("p", {
    class: "bell__note", role: "status", ".hidden": () => notifications.phase !== "loading", text: () => t("common.loading"),
  });
  let watching = new AbortController();
  const label = () => (notifications.unread > 0 ? t("notifications.unread", { count: notifications.unread }) : t("notifications.title"));
  const summary = h("summary", { "aria-label": label }, icon("bell"),
    h("span", {
      class: "badge bell__count", "aria-hidden": "true", ".hidden": () => notifications.unread === 0,
      text: () => shortCount(notifications.unread),
    }));
  const readAll = h("button", {
    class: "link", type: "button", ".hidden": () => fresh.size === 0, text: () => t("notifications.readAll"),
    onclick: () => {
      fresh.clear();
      notifications.readAll();
      refresh(menu);
      summary.focus();
    },
  });
  const menu = dropdown({
    style: "bell", summary, ontoggle,
    panel: h("section", { "aria-labelledby": "bell-title" },
      h("div", { class: "bell__head" },
        h("h2", { id: "bell-title", text: () => t("notifications.title") }), readAll,
        h("a", {
          class: "button button--quiet button--icon", href: "/account/notifications",
          "aria-label": () => t("notifications.settings"),
        }, icon("gear"))),
      h("div", { class: "bell__scroll" }, loading, list, foot.element)),
  });
  let stopClock = () => {};

  function ontoggle(isOpen) {
    stopClock();
    watching.abort();
    if (!isOpen) {
      fresh.clear();
      return;
    }
    watching = new AbortController();
    stopClock = clock.everySecond(() => refresh(list));
    if (notifications.phase === "failed") notifications.freshen();
    show();
    foot.watch(watching.signal);
  }

  function show() {
    refresh(summary);
    if (!menu.open) return;
    for (const { id, read } of notifications.items) if (!read) fresh.add(id);
    arrange(list, notifications.items.map(({ id }) => id), (id) => {
      const known = notifications.item(id);
      return notificationRow(() => notifications.item(id) ?? known, () => fresh.has(id));
    });
    const { phase } = notifications;
    if (phase === "failed") foot.fail(errorNotice(() => `${t("notifications.failed")} ${problemText(notifications.error)}`, () => notifications.freshen()));
    else if (phase === "ready") rest();
    refresh(menu);
    if (!document.hidden) notifications.readAll();
  }

  function rest() {
    const isEmpty = notifications.items.length === 0;
    foot.rest({ hasMore: notifications.next !== null, first: null, empty: isEmpty ? emptyNotice(() => t("notifications.empty")) : null });
  }

  async function loadMore() {
    foot.load();
    try {
      await notifications.more(); // and shows it
      foot.look();
    } catch (error) {
      foot.fail(errorNotice(() => problemText(error), loadMore));
    }
  }

  notifications.addEventListener("change", show);
  document.addEventListener("visibilitychange", () => document.hidden || show());
  return menu;
}
