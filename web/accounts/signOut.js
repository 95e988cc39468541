/** Signs out, and says so when it did not work: a cookie that stays would sign in whoever comes next. */
import { toast } from "../components/toast.js";
import { problemText } from "../forms/problems.js";
import { t } from "../i18n.js";
import { session } from "../session.js";

export async function signOut() {
  try {
    await session.signOut();
  } catch (error) {
    toast(() => `${t("signIn.outFailed")} ${problemText(error)}`);
  }
}
