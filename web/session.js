/** Who is signed in: an access token for this tab, and the profile that the realtime service gave for it. */
const storageKey = "handsup.token";

class Session extends EventTarget {
  #token = null;
  #user = null;

  get token() {
    return this.#token;
  }

  /** @returns {{id: number, username: string, imageUrl: string|null}|null} null until the service has confirmed it */
  get user() {
    return this.#user;
  }

  /** Takes `#token=…` out of the address before anything can read or record it, or what this tab kept. */
  restore() {
    const match = /^#token=(.+)$/.exec(location.hash);
    if (match) {
      history.replaceState(history.state, "", location.pathname + location.search);
      this.#set(decodeURIComponent(match[1]).trim(), null);
      return;
    }
    try {
      this.#token = sessionStorage.getItem(storageKey);
    } catch {
      this.#token = null;
    }
  }

  signIn(token, user) {
    this.#set(token, user);
  }

  confirm(user) {
    this.#set(this.#token, user);
  }

  signOut() {
    this.#set(null, null);
  }

  #set(token, user) {
    this.#token = token;
    this.#user = user;
    try {
      if (token) sessionStorage.setItem(storageKey, token);
      else sessionStorage.removeItem(storageKey);
    } catch {
      // Without storage the sign-in lasts until the page is left.
    }
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();
