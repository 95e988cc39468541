"""`web/realtime.js`: what is pushed to a person, limits, and a server that is about to stop."""

# Words of a scripted server, and what the module says of its state.
SPOKEN = """() => {
    window.states = [];
    realtime.addEventListener('state', () => states.push(realtime.state));
    window.refuse = (type, fields) => socket().say({type: 'reply', id: socket().last(type).id, ok: false, ...fields});
    window.signIn = () => { realtime.authenticate('token'); socket().hello(); socket().reply('auth', {user: {id: 1}}); };
}"""
# Timers that run when a test says so; `waits` are the times they were set to.
BY_HAND = """() => {
    window.waits = [];
    window.planned = new Map();
    let last = 0;
    window.setTimeout = (run, wait) => { waits.push(wait); planned.set(++last, {run, wait}); return last; };
    window.clearTimeout = (timer) => planned.delete(timer);
    window.ring = (wait) => {
        const [timer, {run}] = [...planned].find(([, each]) => each.wait === wait);
        planned.delete(timer);
        run();
    };
}"""


def test_what_is_pushed_is_dispatched(run):
    run(SPOKEN)
    assert run("""() => {
        const got = [];
        for (const type of ['notification', 'notificationsRead', 'trade', 'tradeRead']) {
            realtime.addEventListener(type, ({detail}) => got.push([type, detail.n]));
        }
        signIn();
        ['notification', 'notificationsRead', 'trade', 'tradeRead', 'unheardOf'].forEach((type, n) => socket().say({type, n}));
        return got;
    }""") == [["notification", 0], ["notificationsRead", 1], ["trade", 2], ["tradeRead", 3]]


def test_each_new_connection_tells_of_its_sign_in_once(run):
    run(SPOKEN)
    assert run("""async () => {
        let told = 0;
        realtime.addEventListener('signedIn', () => told += 1);
        signIn();
        realtime.authenticate('newer'); socket().reply('auth', {user: {id: 1}});
        const first = told;
        socket().onclose({code: 1006});
        await another(2);
        socket().reply('auth', {user: {id: 1}});
        return [first, told];
    }""") == [1, 2]


def test_a_request_beyond_the_rate_is_refused_with_the_time_to_wait(run):
    run(SPOKEN)
    assert run("""async () => {
        signIn();
        const answer = realtime.request('bid', {auction: 1, amount: 1000}).catch(({code, retryAfterMs}) => [code, retryAfterMs]);
        refuse('bid', {code: 'rateLimited', retryAfterMs: 120});
        return [await answer, sockets.length];
    }""") == [["rateLimited", 120], 1]


def test_a_join_beyond_the_rate_is_tried_again_by_itself(run):
    run(SPOKEN)
    run(BY_HAND)
    assert run("""() => {
        enter(); socket().hello();
        refuse('join', {code: 'rateLimited', retryAfterMs: 77});
        const joins = () => socket().sent.filter(({type}) => type === 'join').length;
        const early = joins();
        ring(77);
        socket().joined(5);
        return [early, joins(), heard, realtime.state];
    }""") == [1, 2, ["fresh"], "live"]


def test_with_too_many_sockets_one_watches_and_tries_again(run):
    run(SPOKEN)
    run(BY_HAND)
    assert run("""async () => {
        const told = [];
        realtime.addEventListener('crowded', () => told.push(realtime.isCrowded));
        enter();
        const waiting = realtime.request('chat', {auction: 1, text: '안녕'}).catch(({code}) => code);
        realtime.authenticate('token'); socket().hello();
        refuse('auth', {code: 'sockets.tooMany'});
        socket().joined(5); socket().event(6);
        const later = await realtime.request('bid', {auction: 1, amount: 1}).catch(({code}) => code);
        const state = realtime.state;
        ring(30_000);
        socket().reply('auth', {user: {id: 1}});
        realtime.request('bid', {auction: 1, amount: 2});
        return [await waiting, later, state, heard, told, Boolean(socket().last('bid')), realtime.user.id];
    }""") == ["sockets.tooMany", "sockets.tooMany", "live", ["fresh", 6], [True, False], True, 1]


def test_a_planned_move_is_kept_quiet_and_misses_nothing(run):
    run(SPOKEN)
    run(BY_HAND)
    assert run("""() => {
        enter(); signIn(); socket().joined(5);
        states.length = 0;
        socket().say({type: 'reconnect', afterMs: 1234});
        socket().event(6);
        const before = sockets.length;
        ring(1234); ring(0);
        const {isClosed} = sockets[0];
        socket().hello(); socket().reply('auth', {user: {id: 1}});
        const {after} = socket().last('join');
        socket().joined(7, {recovered: true, events: [7].map(event)});
        return [before, sockets.length, isClosed, after, heard, states, realtime.state];
    }""") == [1, 2, True, 6, ["fresh", 6, 7, "recovered"], [], "live"]


def test_a_planned_move_that_takes_long_is_told(run):
    run(SPOKEN)
    run(BY_HAND)
    assert run("""() => {
        enter(); socket().hello(); socket().joined(5);
        states.length = 0;
        socket().say({type: 'reconnect', afterMs: 1234});
        ring(1234); ring(0);
        const early = [...states];
        ring(3_000);
        socket().hello(); socket().joined(5, {recovered: true});
        return [early, states];
    }""") == [[], ["reconnecting", "live"]]


def test_a_bid_on_its_way_goes_along_with_a_planned_move(run):
    run(SPOKEN)
    run(BY_HAND)
    assert run("""async () => {
        signIn();
        const answer = realtime.request('bid', {auction: 1, amount: 1000});
        const {id} = socket().last('bid');
        socket().say({type: 'reconnect', afterMs: 1234});
        ring(1234); ring(0);
        socket().hello(); socket().reply('auth', {user: {id: 1}});
        const again = socket().last('bid').id === id;
        socket().reply('bid', {price: 1000});
        return [again, (await answer).price];
    }""") == [True, 1000]
