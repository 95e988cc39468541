/// Which channels are wanted, asked for, and confirmed; says what to send.
///
/// Redis answers each SUBSCRIBE and UNSUBSCRIBE of a channel in order, so a channel is confirmed only
/// when the last of them has been answered.
struct Subscriptions {
    private struct Channel {
        var isWanted = false
        /// What the server was last told.
        var isAsked = false
        var unanswered = 0
        var isConfirmed = false
    }

    /// Channels in one command: with names of 30 bytes it is about 20 KiB long.
    static let channelsPerCommand = 500

    private var channels: [String: Channel] = [:]
    private var changed: Set<String> = []
    /// Answers until all that was wanted at the reconnect is confirmed.
    private var unansweredSinceReset: Int?

    mutating func set(_ name: String, wanted: Bool) {
        if channels[name] == nil, !wanted { return }
        channels[name, default: Channel()].isWanted = wanted
        if !wanted { channels[name]?.isConfirmed = false }
        changed.insert(name)
    }

    func isWanted(_ name: String) -> Bool { channels[name]?.isWanted ?? false }
    func isConfirmed(_ name: String) -> Bool { channels[name]?.isConfirmed ?? false }

    /// Forgets what the lost connection knew.
    mutating func connectionLost() {
        changed = []
        unansweredSinceReset = nil
        for (name, channel) in channels {
            channels[name] = channel.isWanted ? Channel(isWanted: true) : nil
        }
    }

    /// The commands for a new connection.
    mutating func connected() -> [[RedisArgument]] {
        changed = Set(channels.keys)
        let commands = commands()
        unansweredSinceReset = channels.count
        return commands
    }

    /// The commands that bring the server to what is wanted now.
    mutating func commands() -> [[RedisArgument]] {
        var subscribe: [RedisArgument] = []
        var unsubscribe: [RedisArgument] = []
        for name in changed {
            guard let channel = channels[name] else { continue }
            guard channel.isWanted != channel.isAsked else {
                // Asked to leave and back within a turn: the confirmation still stands.
                channels[name]?.isConfirmed = channel.isWanted && channel.unanswered == 0
                if !channel.isWanted, channel.unanswered == 0 { channels[name] = nil }
                continue
            }
            channels[name]?.isAsked = channel.isWanted
            channels[name]?.unanswered += 1
            if channel.isWanted { subscribe.append(.text(name)) } else { unsubscribe.append(.text(name)) }
        }
        changed = []
        return Self.chunks("UNSUBSCRIBE", unsubscribe) + Self.chunks("SUBSCRIBE", subscribe)
    }

    private static func chunks(_ verb: RedisArgument, _ names: [RedisArgument]) -> [[RedisArgument]] {
        stride(from: 0, to: names.count, by: channelsPerCommand).map { start in
            [verb] + names[start..<min(start + channelsPerCommand, names.count)]
        }
    }

    /// Takes the server's answer for a channel; says whether the channel is confirmed by it.
    mutating func answered(_ name: String) -> Bool {
        if let left = unansweredSinceReset, left > 0 { unansweredSinceReset = left - 1 }
        guard var channel = channels[name] else { return false }
        channel.unanswered -= 1
        channel.isConfirmed = channel.unanswered == 0 && channel.isAsked && channel.isWanted
        let isOver = channel.unanswered == 0 && !channel.isAsked && !channel.isWanted
        channels[name] = isOver ? nil : channel
        return channel.isConfirmed
    }

    /// True once after `connected`, when everything wanted then has been confirmed.
    mutating func takeRestored() -> Bool {
        guard unansweredSinceReset == 0 else { return false }
        unansweredSinceReset = nil
        return true
    }
}
