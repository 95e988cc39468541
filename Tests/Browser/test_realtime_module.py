"""`web/realtime.js` against a scripted socket: what no real server does on demand."""
import pytest


def test_events_are_delivered_in_order_and_once(run):
    assert run("""() => {
        enter(); socket().hello(); socket().joined(5);
        for (const seq of [4, 5, 6, 6, 7, 5]) socket().event(seq);
        return [heard, realtime.state];
    }""") == [["fresh", 6, 7], "live"]


def test_events_that_come_before_the_reply_wait_for_it(run):
    assert run("""() => {
        enter(); socket().hello();
        socket().event(6); socket().event(7);
        socket().joined(6);
        return heard;
    }""") == ["fresh", 7]


def test_a_gap_is_filled_by_joining_after_the_last(run):
    assert run("""() => {
        enter(); socket().hello(); socket().joined(5);
        socket().event(8); socket().event(9);
        const {after} = socket().last("join");
        socket().joined(9, {recovered: true, events: [6, 7, 8, 9].map(event)});
        socket().event(10);
        return [after, seqs()];
    }""") == [5, [6, 7, 8, 9, 10]]


def test_a_state_older_than_the_log_is_brought_up_to_date(run):
    assert run("""() => {
        enter(); socket().hello(); socket().joined(5, {auction: {id: 1, seq: 3}});
        const {after} = socket().last("join");
        socket().joined(5, {recovered: true, events: [4, 5].map(event)});
        return [after, heard];
    }""") == [3, ["fresh", 4, 5, "recovered"]]


def test_a_reconnect_joins_after_the_last_event(run):
    assert run("""async () => {
        enter(); socket().hello(); socket().joined(5); socket().event(6);
        socket().onclose({code: 1006});
        await another(2);
        const {after} = socket().last("join");
        socket().joined(9, {recovered: false});
        return [after, heard, realtime.state];
    }""") == [6, ["fresh", 6, "fresh"], "live"]


def test_a_request_without_an_answer_is_sent_again_with_its_id(run):
    assert run("""async () => {
        realtime.authenticate("token"); socket().hello();
        const answer = realtime.request("chat", {auction: 1, text: "안녕"});
        const early = socket().sent.some(({type}) => type === "chat");
        socket().reply("auth", {user: {id: 1}});
        const {id} = socket().last("chat");
        socket().onclose({code: 1001});
        await another(2);
        socket().reply("auth", {user: {id: 1}});
        const again = socket().sent.filter(({type}) => type === "chat");
        socket().reply("chat", {message: {seq: 1}});
        return [early, again.length, again[0].id === id, (await answer).message.seq];
    }""") == [False, 1, True, 1]


def test_a_bad_token_is_told_and_not_used_again(run):
    assert run("""async () => {
        let told = 0;
        realtime.addEventListener("unauthenticated", () => told += 1);
        const result = realtime.authenticate("bad").catch(({code}) => code);
        socket().hello();
        socket().say({type: "reply", id: socket().last("auth").id, ok: false, code: "unauthenticated"});
        const code = await result;
        socket().onclose({code: 1006});
        await another(2);
        return [code, told, socket().sent.some(({type}) => type === "auth")];
    }""") == ["unauthenticated", 1, False]


@pytest.mark.parametrize("close_code", [1008, 4001])
def test_a_token_that_ended_is_dropped_and_watching_goes_on(close_code, run):
    assert run("""async (code) => {
        realtime.authenticate("token"); enter(); socket().hello();
        socket().reply("auth", {user: {id: 1}}); socket().joined(1);
        socket().onclose({code});
        await another(2);
        socket().joined(1, {recovered: true});
        return [socket().sent.some(({type}) => type === "auth"), realtime.user, realtime.state];
    }""", close_code) == [False, None, "live"]


def test_who_is_turned_away_without_a_token_stays_away(run):
    assert run("""async () => {
        enter(); socket().hello(); socket().onclose({code: 1008});
        await new Promise((done) => setTimeout(done, 50));
        dispatchEvent(new Event("online"));
        return [realtime.state, sockets.length];
    }""") == ["stopped", 1]


def test_delays_double_up_to_a_limit_and_are_random_from_zero(run):
    assert run("""async () => {
        const {Realtime} = await import("/realtime.js");
        const {Clock} = await import("/clock.js");
        const waits = [];
        let next = null;
        window.setTimeout = (run, wait) => { if (wait !== 10_000) { waits.push(wait); next = run; } return 1; };
        const realtime = new Realtime({url: "ws://nowhere", clock: new Clock(), random: () => 0.5});
        realtime.join(1, {});
        for (let time = 0; time < 8; time += 1) { socket().onclose({code: 1006}); next(); }
        return [waits, realtime.state];
    }""") == [[250, 500, 1000, 2000, 4000, 5000, 5000, 5000], "offline"]


def test_coming_online_does_not_wait(run):
    assert run("""async () => {
        const {Realtime} = await import("/realtime.js");
        const {Clock} = await import("/clock.js");
        new Realtime({url: "ws://nowhere", clock: new Clock(), random: () => 0.99}).join(1, {});
        socket().onclose({code: 1006});
        const before = sockets.length;
        dispatchEvent(new Event("online"));
        return [before, sockets.length];
    }""") == [1, 2]


def test_a_room_that_does_not_exist_is_refused(run):
    assert run("""() => {
        enter(); socket().hello();
        socket().say({type: "reply", id: socket().last("join").id, ok: false, code: "notFound"});
        return [heard, realtime.state];
    }""") == [["notFound"], "live"]


# A module that is told of another token when one is refused; `asked` holds the refused ones.
RENEWING = """async () => {
    const {Realtime} = await import("/realtime.js");
    const {Clock} = await import("/clock.js");
    window.asked = [];
    window.answers = [];
    window.realtime = new Realtime({url: "ws://nowhere", clock: new Clock(), random: () => 0, renew: (refused) => {
        asked.push(refused);
        return new Promise((answer) => answers.push(answer));
    }});
    window.turn = () => new Promise((done) => setTimeout(done, 0));
}"""


def test_an_open_socket_takes_a_newer_token_and_sends_on_meanwhile(run):
    assert run("""() => {
        realtime.authenticate("old"); socket().hello(); socket().reply("auth", {user: {id: 1}});
        realtime.authenticate("new");
        realtime.request("chat", {auction: 1, text: "안녕"});
        const tokens = socket().sent.filter(({type}) => type === "auth").map(({token}) => token);
        return [tokens, Boolean(socket().last("chat")), sockets.length];
    }""") == [["old", "new"], True, 1]


def test_a_request_that_a_token_came_too_late_for_is_sent_again_with_the_next(run):
    run(RENEWING)
    assert run("""async () => {
        realtime.authenticate("old"); socket().hello(); socket().reply("auth", {user: {id: 1}});
        const answer = realtime.request("bid", {auction: 1, amount: 1000});
        const {id} = socket().last("bid");
        socket().say({type: "reply", id, ok: false, code: "unauthenticated"});
        const early = socket().sent.filter(({type}) => type === "bid").length;
        answers[0]("new");
        await turn();
        socket().reply("auth", {user: {id: 1}});
        const bids = socket().sent.filter(({type}) => type === "bid");
        socket().reply("bid", {price: 1000});
        return [asked, early, bids.map((bid) => bid.id === id), (await answer).price];
    }""") == [["old"], 1, [True, True], 1000]


@pytest.mark.parametrize("close_code", [1008, 4001])
def test_after_the_end_of_a_token_only_another_is_used(close_code, run):
    run(RENEWING)
    assert run("""async (code) => {
        realtime.authenticate("old"); socket().hello(); socket().reply("auth", {user: {id: 1}});
        socket().onclose({code});
        await another(2);
        const early = socket().sent.some(({type}) => type === "auth");
        answers[0]("new");
        await turn();
        return [asked, early, socket().last("auth").token];
    }""", close_code) == [["old"], False, "new"]


def test_without_another_token_requests_are_refused_and_watching_goes_on(run):
    run(RENEWING)
    assert run("""async () => {
        let told = 0;
        realtime.addEventListener("unauthenticated", () => told += 1);
        realtime.authenticate("old"); enter(); socket().hello();
        socket().reply("auth", {user: {id: 1}}); socket().joined(1);
        socket().onclose({code: 1008});
        const answer = realtime.request("chat", {auction: 1, text: "안녕"}).catch(({code}) => code);
        await another(2);
        socket().joined(1, {recovered: true});
        answers[0](null);
        await turn();
        socket().say({type: "reply", id: socket().last("chat").id, ok: false, code: "unauthenticated"});
        return [await answer, told, realtime.state];
    }""") == ["unauthenticated", 1, "live"]
