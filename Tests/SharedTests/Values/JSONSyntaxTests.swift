import TestSupport
import Testing

@testable import Shared

struct JSONSyntaxTests {
    private func verdict(_ bytes: some Collection<UInt8>) -> JSONSyntax.Verdict {
        Array(bytes).withUnsafeBytes {
            var syntax = JSONSyntax($0)
            return syntax.check(deepest: 64)
        }
    }

    @Test func `random objects pass, none of their beginnings does`() throws {
        try forEachSeed(300) { random in
            let text = object(&random, depth: 3)
            let bytes = Array(text.utf8)
            try check(verdict(bytes) == .object, "refused \(text)")
            for count in 0..<bytes.count {
                try check(verdict(bytes[..<count]) == .malformed, "accepted \(count) bytes of \(text)")
            }
            try check(verdict(bytes + [UInt8(ascii: "}")]) == .malformed, "accepted a brace behind \(text)")
            try check(verdict(Array("[\(text)]".utf8)) == .otherValue, "took a list for an object: \(text)")
        }
    }

    @Test func `random bytes never crash`() throws {
        try forEachSeed(2000) { random in
            let count = Int.random(in: 0...40, using: &random)
            _ = verdict((0..<count).map { _ in random.pick(Array(#"{}[]",:\u0e+-. tfn1"#.utf8)) })
        }
    }

    private func object(_ random: inout SeededGenerator, depth: Int) -> String {
        let fields = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            string(&random) + space(&random) + ":" + value(&random, depth: depth - 1)
        }
        return "{" + space(&random) + fields.joined(separator: ",") + "}"
    }

    private func value(_ random: inout SeededGenerator, depth: Int) -> String {
        let text: String
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where depth > 0: text = object(&random, depth: depth)
        case 1 where depth > 0:
            let count = Int.random(in: 0...3, using: &random)
            let values = (0..<count).map { _ in value(&random, depth: depth - 1) }
            text = "[" + values.joined(separator: ",") + space(&random) + "]"
        case 2: text = string(&random)
        case 3: text = random.pick(["true", "false", "null"])
        default: text = random.pick(["0", "-0", "12", "-3.25", "1e9", "0.5E-7", "123456789012345678901"])
        }
        return space(&random) + text + space(&random)
    }

    private func string(_ random: inout SeededGenerator) -> String {
        var json = JSONWriter()
        json.value(random.text(upTo: 6))
        let escape = random.pick(["", #"\/"#, #"\b\f\r\t"#, #"\u00e9"#])
        return String(decoding: json.bytes.dropLast(), as: UTF8.self) + escape + "\""
    }

    private func space(_ random: inout SeededGenerator) -> String {
        random.pick(["", "", " ", "\n\t", "\r "])
    }
}
