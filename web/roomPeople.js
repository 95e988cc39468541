/** Who is in a room, kept from a whole list and from what changed since. In large rooms only their number is known. */
const mostNamed = 50; // people; beyond that the server tells a count only

export class RoomPeople {
  #count = 0;
  /** @type {Map<number, import("./realtime.js").Profile>|null} null while the names are not known */ #users = new Map();

  /** @returns {import("./realtime.js").Presence} */
  get state() {
    return { count: this.#count, users: this.#users && [...this.#users.values()] };
  }

  /** As a join tells it: no names at all mean that there are too many, unless so few are there that all are guests. */
  restart({ count, users = [] }) {
    this.#count = count;
    this.#users = users.length === 0 && count > mostNamed ? null : byId(users);
  }

  /** As a `presence` message tells it: a whole list, a change of the last one, or a count alone where names are unknown. */
  apply({ count, users, joined, left }) {
    this.#count = count;
    if (users) {
      this.#users = byId(users);
    } else if (joined || left) {
      // Changes are told of small rooms only: what was not told before was nobody.
      this.#users ??= new Map();
      for (const { id } of left ?? []) this.#users.delete(id);
      for (const profile of joined ?? []) this.#users.set(profile.id, profile);
    } else {
      this.#users = null;
    }
  }
}

function byId(profiles) {
  return new Map(profiles.map((profile) => [profile.id, profile]));
}
