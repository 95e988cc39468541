/** Which kinds of notifications one wants: a switch each, kept at once. */
import { announce } from "../../announce.js";
import { api } from "../../api.js";
import { h, refresh } from "../../dom.js";
import { t } from "../../i18n.js";
import { guarded } from "../../accounts/guarded.js";
import { backToAccount, panel } from "../../accounts/panel.js";
import { errorNotice } from "../../components/notice.js";
import { toast } from "../../components/toast.js";
import { problemText } from "../../forms/problems.js";
import { kinds } from "../../notifications/words.js";

export function notificationSettingsPage() {
  return guarded({ title: "notifications.settings", build });
}

function build() {
  const abort = new AbortController();
  let settings = null;
  const place = h("div", {});
  const list = h("ul", { class: "rows", "aria-busy": () => (settings ? null : "true") }, ...kinds.map(row));
  load();

  async function load() {
    place.replaceChildren(list);
    try {
      settings = await api.notificationSettings(abort.signal);
      refresh(list);
    } catch (error) {
      if (error.name === "AbortError") return;
      place.replaceChildren(errorNotice(() => `${t("settings.failed")} ${problemText(error)}`, load));
    }
  }

  function row(kind) {
    const isOn = () => settings?.[kind] ?? false;
    return h("li", {}, h("button", {
      class: "switch-row", type: "button", role: "switch", "data-kind": kind, "aria-checked": () => String(isOn()),
      "aria-disabled": () => (settings ? null : "true"), "aria-labelledby": `${kind}-label`, "aria-describedby": `${kind}-hint`,
      onclick: () => settings && turn(kind, !isOn()),
    },
      h("span", { class: "switch-row__words" },
        h("span", { class: "switch-row__label", id: `${kind}-label`, text: () => t(`settings.${kind}`) }),
        h("span", { class: "switch-row__hint", id: `${kind}-hint`, text: () => t(`settings.${kind}.hint`) })),
      h("span", { class: "switch", "aria-hidden": "true" })));
  }

  /** Shows at once; what fails is turned back. */
  async function turn(kind, isOn) {
    settings = { ...settings, [kind]: isOn };
    refresh(list);
    try {
      const { [kind]: kept } = await api.changeNotificationSettings({ [kind]: isOn });
      settings = { ...settings, [kind]: kept };
      announce(t("settings.saved"));
    } catch (error) {
      settings = { ...settings, [kind]: !isOn };
      toast(() => `${t("settings.notSaved")} ${problemText(error)}`);
    }
    refresh(list);
  }

  return {
    element: h("section", { class: "page narrow" }, backToAccount(),
      panel({ title: "notifications.settings", lead: "settings.lead" }, place)),
    dispose: () => abort.abort(),
  };
}
