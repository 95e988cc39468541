import TestSupport
import Testing

@testable import RealtimeGateway

struct RoomCursorTests {
    @Test func `what comes next is delivered, what was seen is dropped`() {
        var cursor = RoomCursor(head: 5)
        #expect(cursor.receive(first: 6, count: 2) == .deliver(skipping: 0))
        #expect(cursor.receive(first: 6, count: 2) == .drop)
        #expect(cursor.receive(first: 7, count: 3) == .deliver(skipping: 1))
        #expect(cursor.head == 9)
    }

    @Test func `a gap is repaired once, and goes on where it was closed`() {
        var cursor = RoomCursor(head: 5)
        #expect(cursor.receive(first: 8, count: 1) == .repair)
        #expect(cursor.receive(first: 9, count: 1) == .drop)
        #expect(cursor.compare(head: 9) == false)
        #expect(cursor.receive(first: 6, count: 1) == .deliver(skipping: 0))
        cursor.endRepair()
        #expect(cursor.compare(head: 9) == true)
        #expect(cursor.receive(first: 7, count: 3) == .deliver(skipping: 0))
        #expect(cursor.head == 9)
    }

    @Test func `a table that is behind or level asks for nothing`() {
        var cursor = RoomCursor(head: 5)
        #expect(cursor.compare(head: 5) == false)
        #expect(cursor.compare(head: 4) == false)
        #expect(cursor.compare(head: 6) == true)
    }

    @Test func `whatever is lost, doubled or late, every event is delivered once and in order`() throws {
        try forEachSeed(5000) { random in
            var room = WatchedRoom()
            for _ in 0..<Int.random(in: 1...80, using: &random) { try room.step(&random) }
            try room.settle(&random)
            try check(room.delivered == Array(1...room.log), "not the whole log: \(room.delivered)")
        }
    }
}

/// A log, the messages on their way, a cursor, and a reader of the log that takes its time.
private struct WatchedRoom {
    var log: Int64 = 1
    var cursor = RoomCursor(head: 1)
    var delivered: [Int64] = [1]
    var onTheWay: [(first: Int64, count: Int)] = []
    /// A page of the log that was read but has not been looked at.
    var page: [Int64]?
    var isReading = false

    mutating func step(_ random: inout SeededGenerator) throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2:
            let count = Int.random(in: 1...4, using: &random)
            if random.chance(80) { onTheWay.append((log + 1, count)) }
            log += Int64(count)
        case 3...5:
            guard !onTheWay.isEmpty else { return }
            let index = random.chance(70) ? 0 : Int.random(in: 0..<onTheWay.count, using: &random)
            let message = onTheWay[index]
            if random.chance(80) { onTheWay.remove(at: index) }
            try receive(message.first, message.count)
        case 6:
            if cursor.compare(head: Int64.random(in: max(1, log - 3)...log, using: &random)) {
                isReading = true
            }
        default: try read(&random)
        }
    }

    private mutating func receive(_ first: Int64, _ count: Int) throws {
        switch cursor.receive(first: first, count: count) {
        case .drop: break
        case .repair:
            try check(!isReading, "two readers of one gap")
            isReading = true
        case .deliver(let skipping):
            for seq in (first + Int64(skipping))..<(first + Int64(count)) {
                try check(seq == delivered.count + 1, "\(seq) behind \(delivered.count)")
                delivered.append(seq)
            }
        }
    }

    /// First the page comes from the log as it is then, later it is given out: much happens between.
    private mutating func read(_ random: inout SeededGenerator) throws {
        guard isReading else { return }
        guard let events = page else {
            let last = min(log, cursor.head + Int64.random(in: 1...5, using: &random))
            page = cursor.head < last ? Array(cursor.head + 1...last) : []
            return
        }
        page = nil
        for seq in events { try receive(seq, 1) }
        if events.isEmpty || random.chance(50) {
            isReading = false
            cursor.endRepair()
        }
    }

    /// The comparison that comes every second, until it has nothing to say.
    mutating func settle(_ random: inout SeededGenerator) throws {
        onTheWay = []
        while isReading || cursor.compare(head: log) {
            isReading = true
            try read(&random)
        }
    }
}
