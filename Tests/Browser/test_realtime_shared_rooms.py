"""`web/realtime.js`: several listeners in one room, and who is there."""
import pytest

# Listeners by name: `told.name` holds what each heard, `leave.name` takes it away.
NAMED = """() => {
    window.told = {};
    window.leave = {};
    window.listen = (name) => {
        told[name] = [];
        leave[name] = realtime.join(1, {
            event: ({seq}) => told[name].push(seq),
            joined: ({missed}, recovered) => told[name].push(recovered ? `recovered ${missed.length}` : 'fresh'),
            presence: ({count, users}) => told[name].push([count, users && users.map(({id}) => id)]),
            refused: ({code}) => told[name].push(code),
        });
    };
    window.joins = () => socket().sent.filter(({type}) => type === 'join');
    window.people = (...ids) => ids.map((id) => ({id, username: `사람${id}`}));
    window.presence = (fields) => socket().say({type: 'presence', auction: 1, ...fields});
}"""


@pytest.fixture
def room(run):
    run(NAMED)
    return run


def test_a_late_listener_gets_the_state_and_then_the_same_events(room):
    assert room("""() => {
        listen('first'); socket().hello(); socket().joined(5); socket().event(6);
        listen('late');
        const {after} = socket().last('join');
        socket().event(7);
        socket().joined(8, {recovered: true, events: [7, 8].map(event)});
        socket().event(9);
        return [after, told.first, told.late];
    }""") == [6, ["fresh", 6, 7, 8, "recovered 2", 9], ["fresh", 9]]


def test_a_late_listener_gets_what_lies_between_an_older_state_and_the_log(room):
    assert room("""() => {
        listen('first'); socket().hello(); socket().joined(5); socket().event(6);
        listen('late');
        socket().joined(8, {auction: {id: 1, seq: 4}, recovered: true, events: [7, 8].map(event)});
        const {after} = socket().last('join');
        socket().joined(8, {auction: {id: 1, seq: 8}, recovered: true, events: [5, 6, 7, 8].map(event)});
        return [after, told.first, told.late];
    }""") == [4, ["fresh", 6, 7, 8, "recovered 2", "recovered 0"], ["fresh", 5, 6, 7, 8, "recovered 4"]]


def test_listeners_that_come_together_share_one_join(room):
    assert room("""() => {
        listen('one'); listen('other'); socket().hello();
        listen('third');
        socket().joined(5); socket().event(6);
        return [joins().length, told];
    }""") == [1, {name: ["fresh", 6] for name in ("one", "other", "third")}]


def test_a_room_is_left_when_its_last_listener_goes(room):
    assert room("""() => {
        listen('one'); listen('other'); socket().hello(); socket().joined(5);
        const left = () => socket().sent.filter(({type}) => type === 'leave').length;
        leave.one(); leave.one();
        const early = left();
        socket().event(6);
        leave.other();
        return [early, left(), told];
    }""") == [0, 1, {"one": ["fresh"], "other": ["fresh", 6]}]


def test_after_a_cut_all_listeners_get_what_was_missed_by_one_join(room):
    assert room("""async () => {
        listen('one'); listen('other'); socket().hello(); socket().joined(5);
        socket().onclose({code: 1006});
        await another(2);
        const sent = joins();
        socket().joined(7, {recovered: true, events: [6, 7].map(event)});
        return [sent.map(({after}) => after), told];
    }""") == [[5], {name: ["fresh", 6, 7, "recovered 2"] for name in ("one", "other")}]


def test_all_listeners_hear_that_a_room_cannot_be_joined(room):
    assert room("""() => {
        listen('one'); listen('other'); socket().hello();
        socket().say({type: 'reply', id: socket().last('join').id, ok: false, code: 'rooms.tooMany'});
        return told;
    }""") == {"one": ["rooms.tooMany"], "other": ["rooms.tooMany"]}


def test_people_are_kept_from_a_list_and_what_changes(room):
    assert room("""() => {
        listen('one'); socket().hello();
        socket().joined(5, {presence: {count: 3, users: people(1, 2)}});
        presence({count: 4, joined: people(3)});
        presence({count: 3, left: people(1)});
        presence({count: 4, joined: [], left: []});
        presence({count: 2, users: people(8, 9)});
        return told.one;
    }""") == ["fresh", [4, [1, 2, 3]], [3, [2, 3]], [4, [2, 3]], [2, [8, 9]]]


def test_the_people_of_a_large_room_have_no_names_until_it_is_small_again(room):
    assert room("""() => {
        listen('one'); socket().hello();
        socket().joined(5, {presence: {count: 50, users: people(...Array(50).keys())}});
        presence({count: 51});
        presence({count: 60});
        presence({count: 50, users: people(1, 2, 3)});
        return told.one.map((each) => each[1]?.length ?? each[1]).slice(1);
    }""") == [None, None, 3]


def test_a_late_listener_is_told_who_is_there(room):
    assert room("""() => {
        const found = {};
        const join = (name) => realtime.join(1, {joined: ({presence}) => found[name] = presence.users.length});
        join('first'); socket().hello();
        socket().joined(5, {presence: {count: 1, users: people(1)}});
        join('late');
        socket().joined(5, {recovered: true, presence: {count: 2, users: people(1, 2)}});
        return found;
    }""") == {"first": 2, "late": 2}
