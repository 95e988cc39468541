/** Signing in with a name or a phone number, and back to where one was. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { panel, waysOn } from "../accounts/panel.js";
import { Field, textInput } from "../forms/field.js";
import { Form } from "../forms/form.js";
import { currentPassword } from "../forms/passwordField.js";
import { session } from "../session.js";
import { doorAddress, returnAddress } from "../signInAddress.js";

export function signInPage({ router }) {
  const abort = new AbortController();
  const login = new Field({
    name: "login", label: "signIn.login",
    input: textInput({ autocomplete: "username", maxlength: 100 }),
  });
  const password = currentPassword();
  const form = new Form({
    fields: [login, password], submit: "signIn.button", busy: "signIn.checking",
    send: () => session.signIn(login.value.trim(), password.value),
    place(error) {
      if (error.code !== "credentials.wrong") return false;
      form.tell(() => t("error.credentials.wrong"));
      password.input.focus();
      password.input.select();
      return true;
    },
  });
  const element = h("section", { class: "page narrow" },
    panel({ title: "signIn.title", lead: "signIn.lead" },
      form.element,
      waysOn(
        { question: "signIn.noAccount", href: doorAddress("/signup"), label: "signUp.button" },
        { question: "signIn.forgotten", href: doorAddress("/reset"), label: "reset.title" })));

  // Also when another tab signs in, or an earlier visit's sign-in is taken up.
  const leave = () => session.user && router.replace(returnAddress());
  session.addEventListener("change", leave, { signal: abort.signal });
  queueMicrotask(leave);

  return {
    element,
    title: () => `${t("signIn.title")} · ${t("site.name")}`,
    dispose() {
      abort.abort();
      form.dispose();
    },
  };
}
