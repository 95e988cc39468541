import Testing

@testable import Redis

struct SubscriptionsTests {
    private func connected() -> Subscriptions {
        var subscriptions = Subscriptions()
        #expect(subscriptions.connected().isEmpty)
        #expect(subscriptions.takeRestored() == true)
        return subscriptions
    }

    @Test func `the channels of a turn go into one command`() {
        var subscriptions = connected()
        for number in 0..<3 { subscriptions.set("c\(number)", wanted: true) }
        let commands = subscriptions.commands()
        #expect(commands.count == 1 && commands[0].count == 4 && commands[0][0] == "SUBSCRIBE")
        #expect(subscriptions.commands().isEmpty)
        #expect(!subscriptions.isConfirmed("c1"))
        #expect(subscriptions.answered("c1") == true)
        #expect(subscriptions.isConfirmed("c1"))
    }

    @Test func `what is undone within a turn is not sent`() {
        var subscriptions = connected()
        subscriptions.set("a", wanted: true)
        subscriptions.set("a", wanted: false)
        #expect(subscriptions.commands().isEmpty)
        subscriptions.set("b", wanted: true)
        _ = subscriptions.commands()
        #expect(subscriptions.answered("b") == true)
        subscriptions.set("b", wanted: false)
        #expect(!subscriptions.isConfirmed("b"))
        subscriptions.set("b", wanted: true)
        #expect(subscriptions.commands().isEmpty)
        #expect(subscriptions.isConfirmed("b"))
    }

    @Test func `a channel left and taken back is confirmed by its last answer only`() {
        var subscriptions = connected()
        for wanted in [true, false, true] {
            subscriptions.set("a", wanted: wanted)
            #expect(subscriptions.commands().count == 1)
        }
        #expect(subscriptions.answered("a") == false)
        #expect(subscriptions.answered("a") == false)
        #expect(subscriptions.answered("a") == true)
    }

    @Test func `a new connection is told of everything that is wanted, in chunks`() {
        var subscriptions = connected()
        for number in 0..<1201 { subscriptions.set("c\(number)", wanted: true) }
        _ = subscriptions.commands()
        subscriptions.set("c0", wanted: false)
        subscriptions.connectionLost()
        #expect(!subscriptions.isConfirmed("c1"))
        let commands = subscriptions.connected()
        #expect(commands.map { $0.count - 1 } == [500, 500, 200])
        for number in 1..<1201 {
            #expect(subscriptions.takeRestored() == false)
            #expect(subscriptions.answered("c\(number)") == true)
        }
        #expect(subscriptions.takeRestored() == true)
        #expect(subscriptions.takeRestored() == false)
    }

    @Test func `whatever happens, what the server knows becomes what is wanted`() {
        var subscriptions = connected()
        var server: Set<String> = []
        var wanted: Set<String> = []
        var answers: [String] = []
        for step in 0..<20_000 {
            let name = "c\(Int.random(in: 0..<10))"
            if Bool.random() { wanted.insert(name) } else { wanted.remove(name) }
            subscriptions.set(name, wanted: wanted.contains(name))
            if step % 3 == 0 {
                for command in subscriptions.commands() {
                    for case .text(let channel) in command.dropFirst() {
                        if command[0] == "SUBSCRIBE" {
                            server.insert(channel)
                        } else {
                            server.remove(channel)
                        }
                        answers.append(channel)
                    }
                }
                #expect(server == wanted)
            }
            while !answers.isEmpty, Bool.random() {
                let answer = answers.removeFirst()
                if subscriptions.answered(answer) { #expect(server.contains(answer)) }
            }
        }
    }
}
