/** A new account: phone, code, then name and password. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { panel, waysOn } from "../accounts/panel.js";
import { donePanel, phoneProof } from "../accounts/phoneProof.js";
import { Form } from "../forms/form.js";
import { newPassword } from "../forms/passwordField.js";
import { internationalPhone } from "../forms/phoneField.js";
import { usernameField } from "../forms/usernameField.js";
import { session } from "../session.js";
import { doorAddress, returnAddress } from "../signInAddress.js";

export function signUpPage({ router }) {
  const abort = new AbortController();
  let isDone = false;
  const task = phoneProof({
    purpose: "signUp", lastName: "steps.account", last: nameAndPassword,
    phoneWords: { title: "signUp.title", lead: "signUp.lead" },
    after: [waysOn({ question: "signUp.hasAccount", href: doorAddress("/signin"), label: "signIn.button" })],
  });

  function nameAndPassword({ phone, verificationToken }, { done, again }) {
    const username = usernameField();
    const password = newPassword({
      label: "field.password", personal: () => [username.value.trim(), internationalPhone(phone)],
    });
    const form = new Form({
      fields: [username, password], submit: "signUp.submit", busy: "signUp.sending",
      async send() {
        isDone = true; // the change of the session is our own doing
        try {
          await session.signUp(username.value.trim(), password.value, verificationToken);
        } catch (error) {
          isDone = false;
          throw error;
        }
        done(donePanel({
          title: () => t("signUp.welcome", { name: session.user?.username ?? username.value }), lead: "signUp.welcomeLead",
          href: returnAddress(), label: returnAddress() === "/" ? "signUp.toAuctions" : "signUp.back",
        }));
      },
      place(error) {
        if (error.code === "username.taken") form.blame("username", () => t("field.username.taken"));
        else if (error.code === "phone.taken") form.tell(() => t("signUp.phoneTaken"), waysToAccount());
        else if (error.code === "verification.expired") again("code.proofExpired");
        else return false;
        return true;
      },
    });
    const element = panel({ title: "signUp.accountTitle", lead: "signUp.accountLead" }, form.element);
    return {
      element,
      dispose() {
        username.dispose();
        form.dispose();
      },
    };
  }

  const leave = () => session.user && !isDone && router.replace(returnAddress());
  session.addEventListener("change", leave, { signal: abort.signal });
  queueMicrotask(leave);

  return {
    element: task.element,
    title: () => `${t("signUp.title")} · ${t("site.name")}`,
    dispose() {
      abort.abort();
      task.dispose();
    },
  };
}

function waysToAccount() {
  return h("p", { class: "ways" },
    h("a", { class: "link", href: doorAddress("/signin"), text: () => t("signIn.button") }),
    h("a", { class: "link", href: doorAddress("/reset"), text: () => t("reset.title") }));
}
