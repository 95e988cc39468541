"""A WebSocket that does what a test says, and the realtime module on it."""

# `sent` holds what the module sent, parsed.
SCRIPTED = """async () => {
    const {Realtime} = await import("/realtime.js");
    const {Clock} = await import("/clock.js");
    window.sockets = [];
    window.heard = [];
    window.WebSocket = class {
        sent = [];
        constructor() { sockets.push(this); }
        send(text) { this.sent.push(JSON.parse(text)); }
        close() { this.isClosed = true; }
        say(message) { this.onmessage({data: JSON.stringify(message)}); }
        last(type) { return this.sent.findLast((message) => message.type === type); }
        hello() { this.say({type: "hello", now: new Date().toISOString(), connection: "1", pingSeconds: 25}); }
        reply(type, fields) { this.say({type: "reply", id: this.last(type).id, ok: true, ...fields}); }
        joined(seq, fields) {
            this.reply("join", {auction: {id: 1, seq}, seq, recovered: false, events: [], presence: {count: 1}, ...fields});
        }
        event(seq) { this.say(event(seq)); }
    };
    window.event = (seq) => ({type: "event", auction: 1, seq, at: new Date().toISOString(), kind: "chat"});
    window.socket = () => sockets.at(-1);
    window.seqs = () => heard.filter(Number.isInteger);
    window.realtime = new Realtime({url: "ws://nowhere", clock: new Clock(), random: () => 0});
    window.enter = () => realtime.join(1, {
        event: ({seq}) => heard.push(seq),
        joined: (_, recovered) => heard.push(recovered ? "recovered" : "fresh"),
        presence() {}, refused: ({code}) => heard.push(code),
    });
    // Another connection, as soon as the module makes one.
    window.another = async (count) => {
        while (sockets.length < count) await new Promise((done) => setTimeout(done, 1));
        socket().hello();
    };
}"""
