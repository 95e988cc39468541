/** The devices that are signed in, each of which can be signed out. */
import { announce } from "../../announce.js";
import { api } from "../../api.js";
import { clock } from "../../clock.js";
import { h, refresh } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel } from "../../accounts/panel.js";
import { sessionRow } from "../../accounts/sessionRow.js";
import { confirmed } from "../../components/confirm.js";
import { errorNotice } from "../../components/notice.js";
import { toast } from "../../components/toast.js";
import { problemText } from "../../forms/problems.js";

export function sessionsPage() {
  return guarded({ title: "account.sessions", build });
}

function build() {
  const abort = new AbortController();
  let items = [];
  let isEnding = false;
  const list = h("ul", { class: "devices", "aria-busy": "true" }, skeleton(), skeleton());
  const place = h("div", {}, list);
  const endOthers = h("button", {
    class: "button button--block", type: "button", onclick: endAllOthers, "aria-disabled": () => String(isEnding),
    ".hidden": () => !items.some(({ current }) => !current), text: () => t("sessions.endOthers"),
  });
  const page = panel({ title: "account.sessions", lead: "sessions.lead" }, place, endOthers);
  const element = h("section", { class: "page narrow" }, backToAccount(), page);
  const stopClock = clock.everySecond(() => refresh(list));
  load();

  async function load() {
    try {
      const { items: found } = await api.sessions(abort.signal);
      // This device first, then whoever was seen last.
      items = found.sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt));
      show();
    } catch (error) {
      if (error.name === "AbortError") return;
      place.replaceChildren(errorNotice(() => `${t("sessions.failed")} ${problemText(error)}`, () => {
        place.replaceChildren(list);
        load();
      }));
    }
  }

  function show() {
    list.removeAttribute("aria-busy");
    list.replaceChildren(...items.map((item) => sessionRow(item, () => end(item))));
    place.replaceChildren(list);
    refresh(endOthers);
  }

  async function end(item) {
    try {
      await api.endSession(item.id);
    } catch (error) {
      if (error.code !== "notFound") return toast(() => problemText(error)); // gone is what was wanted
    }
    ended(items.filter((each) => each !== item));
  }

  async function endAllOthers() {
    if (isEnding || !await confirmed({ title: "sessions.endOthers", text: "sessions.endOthersText", action: "sessions.endOthersDo" })) return;
    isEnding = true;
    refresh(endOthers);
    try {
      await api.endOtherSessions();
      ended(items.filter(({ current }) => current));
    } catch (error) {
      toast(() => problemText(error));
    }
    isEnding = false;
    refresh(endOthers);
  }

  function ended(left) {
    if (abort.signal.aborted) return;
    items = left;
    show();
    page.focusHeading(); // the button that had the focus is gone
    announce(t("sessions.ended"));
  }

  return {
    element,
    dispose() {
      abort.abort();
      stopClock();
    },
  };
}

function skeleton() {
  return h("li", { class: "devices__row", "aria-hidden": "true" },
    h("div", { class: "profile__lines" },
      h("div", { class: "skeleton skeleton--line" }), h("div", { class: "skeleton skeleton--line skeleton--short" })));
}
