import HTTPServer
import TestSupport
import Testing

@testable import Shared

struct ClientAddressTests {
    @Test func `an IPv4 address is its own bucket`() {
        let address = ClientAddress("203.0.113.7")
        #expect(address.text == "203.0.113.7")
        #expect(address.bucket == "203.0.113.7")
        #expect(ClientAddress("203.0.113.8").bucket != address.bucket)
    }

    @Test func `an IPv6 address counts by the line it comes over`() {
        let address = ClientAddress("2001:db8:1:2:3:4:5:6")
        #expect(address.text == "2001:db8:1:2:3:4:5:6")
        for neighbour in ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::", "2001:0db8:0001:0002::"] {
            #expect(ClientAddress(neighbour).bucket == address.bucket)
        }
        for other in ["2001:db8:1:3:3:4:5:6", "2001:db8:1:102:3:4:5:6", "2001:db8:100:2::", "::1"] {
            #expect(ClientAddress(other).bucket != address.bucket)
        }
    }

    @Test func `an IPv4 address in the form of IPv6 is the same address`() {
        for text in ["::ffff:203.0.113.7", "::FFFF:cb00:7107", "0:0:0:0:0:ffff:203.0.113.7"] {
            #expect(ClientAddress(text) == ClientAddress("203.0.113.7"))
        }
    }

    @Test(arguments: [
        "", " ", "unknown", "localhost", "203.0.113", "203.0.113.256", "203.0.113.07", "203.0.113.7:80",
        "203.0.113.7, 10.0.0.1", " 203.0.113.7", "[::1]", "::1%lo", "2001:db8::g", "1:2:3:4:5:6:7:8:9", ":::",
        "0x7f.0.0.1", "2130706433",
    ])
    func `what is no address is unknown, all of it together`(text: String) {
        #expect(ClientAddress(text).text == "")
        #expect(ClientAddress(text).bucket == "unknown")
    }

    @Test func `no text is too strange or too long for the database`() throws {
        try forEachSeed(1000) { random in
            var text = random.text(upTo: 50)
            if random.chance(50) {
                text = ""
                for _ in 0..<Int.random(in: 0...45, using: &random) {
                    text.append(random.pick("0123456789abcdefF:."))
                }
            }
            let address = ClientAddress(text)
            try check(address.text.unicodeScalars.count <= 45, "“\(address.text)” is too long")
            try check(!address.bucket.isEmpty, "“\(text)” has no bucket")
        }
    }

    @Test func `the proxy tells the address, the client its device`() {
        var headers = Headers()
        headers.append("X-Real-IP", "203.0.113.7")
        headers.append("X-Forwarded-For", "198.51.100.1")
        headers.append("User-Agent", "Test\u{0}\u{1B}[1m\u{85}1.0")
        let request = RoutedRequest(
            request: Request(method: "GET", target: "/", headers: headers), values: [], token: nil,
            requestId: "r")
        #expect(request.client.address.text == "203.0.113.7")
        #expect(request.client.device == "Test[1m1.0")
        let bare = RoutedRequest(
            request: Request(method: "GET", target: "/"), values: [], token: nil, requestId: "r")
        #expect(bare.client.address.bucket == "unknown")
        #expect(bare.client.device == "")
    }

    @Test func `a device's name is cut at 200 characters`() {
        let device = Client(address: ClientAddress(""), device: String(repeating: "👍🏽", count: 300)).device
        #expect(device.unicodeScalars.count == 200)
    }
}
