"""Who a client believes to be in a room, from the reply to `join` and what followed, by docs/realtime.md."""


class Presence:
    def __init__(self, told):
        self.count, self.names = told["count"], ids(told["users"])
        self.messages = []

    def take(self, message):
        self.messages.append(message)
        self.count = message["count"]
        if "users" in message:
            self.names = ids(message["users"])
        elif "joined" not in message and "left" not in message:
            self.names = None  # too many for names
        elif self.names is not None:
            self.names = (self.names | ids(message.get("joined", []))) - ids(message.get("left", []))

    def mentions(self, person, parts=("joined", "left")):
        """Whether any message told of the coming or going of a person."""
        return any(person in ids(message.get(part, [])) for message in self.messages for part in parts)


def ids(profiles):
    return {profile["id"] for profile in profiles}


class Onlooker:
    """A socket in a room, and what it is told of who is there."""

    def __init__(self, socket, auction):
        self.socket, self.auction = socket, auction
        self.presence = Presence(socket.join(auction)["presence"])

    def next(self):
        """The presence after the next message."""
        self.presence.take(self.socket.next(lambda message: message["type"] == "presence" and message["auction"] == self.auction, patience=40))

    def sees(self, people, anonymous):
        """Reads on until just these people, and so many others, are told."""
        self.sees_count(len(people) + anonymous, set(people))

    def sees_count(self, count, names=None):
        """Reads on until so many are told, and these names or none."""
        while (self.presence.count, self.presence.names) != (count, names):
            try:
                self.next()
            except TimeoutError:
                raise AssertionError(f"{count} with {names} were not told, but {self.presence.messages}") from None
