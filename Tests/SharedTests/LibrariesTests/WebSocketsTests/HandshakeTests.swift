import Testing

@testable import WebSockets

struct HandshakeTests {
    /// The fields of RFC 6455 §1.3's example.
    private static let fields = [
        "Upgrade": "websocket", "Connection": "keep-alive, Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "chat, superchat",
    ]

    private static func accept(
        method: String = "GET", _ changes: [String: String?] = [:]
    ) throws(Handshake.Refusal) -> [(String, String)] {
        var fields = fields
        for (name, value) in changes { fields[name] = value }
        return try Handshake.accept(
            method: method, subprotocol: "superchat", field: { fields[$0] },
            members: { (fields[$0] ?? "").split(separator: ", ").map(String.init) })
    }

    private static func refusal(
        method: String = "GET", _ changes: [String: String?] = [:]
    ) -> Handshake.Refusal? {
        do throws(Handshake.Refusal) {
            _ = try accept(method: method, changes)
            return nil
        } catch { return error }
    }

    @Test func `the RFC's example is accepted with the RFC's answer`() throws {
        let answer = Dictionary(uniqueKeysWithValues: try Self.accept())
        #expect(
            answer == [
                "Upgrade": "websocket", "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Sec-WebSocket-Protocol": "superchat",
            ])
    }

    @Test func `tokens are compared without regard to case`() throws {
        #expect(Self.refusal(["Upgrade": "h2c, WebSocket", "Connection": "UPGRADE"]) == nil)
    }

    private static let faults: [[String: String?]] = [
        ["Upgrade": nil], ["Upgrade": "h2c"], ["Upgrade": "websockets"], ["Connection": nil],
        ["Connection": "keep-alive"], ["Sec-WebSocket-Key": nil], ["Sec-WebSocket-Key": ""],
        ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ"], ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==="],
        ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQA="], ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j_Q=="],
        ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25=ZQ=="], ["Sec-WebSocket-Protocol": nil],
        ["Sec-WebSocket-Protocol": "chat"], ["Sec-WebSocket-Protocol": "SuperChat"],
    ]

    @Test(arguments: faults)
    func `what is not a good request is malformed`(_ changes: [String: String?]) {
        guard case .malformed(let reason) = Self.refusal(changes) else {
            Issue.record("accepted")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `only GET may upgrade`() {
        for method in ["POST", "HEAD", "get"] { #expect(Self.refusal(method: method) != nil) }
    }

    @Test(arguments: [nil, "", "12", "14", "013", "13, 8"])
    func `another version than 13 is told from other faults`(_ version: String?) {
        #expect(Self.refusal(["Sec-WebSocket-Version": version]) == .version)
    }
}
