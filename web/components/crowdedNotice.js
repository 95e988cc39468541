/** Tells that the person has more pages open than the server takes, and when it is over. */
import { connection } from "../connection.js";
import { t } from "../i18n.js";
import { toast } from "./toast.js";

export function tellOfCrowd() {
  let close = () => {};
  connection.addEventListener("crowded", () => {
    close();
    if (connection.isCrowded) close = toast(() => t("connection.crowded"), null, { isPassing: false });
  });
}
