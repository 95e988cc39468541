import Testing

@testable import Shared

private struct Form: JSONReadable {
    let text: Input<String>
    let number: Input<Int64>
    let list: Input<[Int64]>
    let flag: Input<Bool>

    init(_ object: borrowing JSONObject) {
        text = object.text("text")
        number = object.integer("number")
        list = object.integers("list")
        flag = object.boolean("flag")
    }
}

struct JSONInputTests {
    private func read(_ json: String) throws -> Form {
        try Array(json.utf8).withUnsafeBytes { try JSONInput.object(Form.self, from: $0) }
    }

    @Test func `an object's fields are read, unknown ones ignored`() throws {
        let form = try read(#" {"text":"a","number":1,"list":[1,2],"more":{"x":[]}} "#)
        #expect(form.text == .value("a"))
        #expect(form.number == .value(1))
        #expect(form.list == .value([1, 2]))
    }

    @Test func `a flag is true or false, and nothing else`() throws {
        #expect(try read(#"{"flag": true }"#).flag == .value(true))
        #expect(try read(#"{"flag":false}"#).flag == .value(false))
        #expect(try read(#"{"flag":null}"#).flag == .absent)
        for other in ["1", "\"true\"", "[]", "{}"] {
            #expect(try read("{\"flag\":\(other)}").flag == .mistyped)
        }
    }

    @Test func `missing and null are absent`() throws {
        let form = try read(#"{"text":null}"#)
        #expect(form.text == .absent)
        #expect(form.number == .absent)
    }

    @Test(arguments: [
        #"{"number":"1"}"#, #"{"number":1.5}"#, #"{"number":true}"#, #"{"number":[1]}"#, #"{"number":{}}"#,
        #"{"number":9223372036854775808}"#, #"{"number":-9223372036854775809}"#, #"{"number":1e400}"#,
        #"{"number":123456789012345678901234567890}"#,
    ])
    func `what is no whole number of 64 bits is mistyped, not a failure`(json: String) throws {
        #expect(try read(json).number == .mistyped)
    }

    @Test func `the largest numbers are exact`() throws {
        #expect(try read(#"{"number":9223372036854775807}"#).number == .value(.max))
        #expect(try read(#"{"number":-9223372036854775808}"#).number == .value(.min))
        #expect(try read(#"{"number":1000000000000}"#).number == .value(1_000_000_000_000))
    }

    @Test(arguments: [
        "", " ", "{", "}", "{]", "nope", "{'text':1}", #"{"text":}"#, #"{"text":"a"#, #"{"text":"a"} x"#,
        "{\"text\":\"\u{1}\"}", #"{"text":"a",}"#, #"{"text":"\x"}"#, #"{"number":01}"#,
        "{\"more\":\"a\nb\"}",
        #"{"more":[1,]}"#, #"{"more":.5}"#, #"{"more":+1}"#, #"{"more":1.}"#, #"{"more":tru}"#, #"{"a" 1}"#,
        #"{"a":1 "b":2}"#, #"{,}"#, #"{"text":"\u12"}"#, "{\"a\":NaN}", "/**/{}",
    ])
    func `what is not JSON is refused, wherever it is broken`(json: String) {
        #expect(throws: JSONInput.Failure.notJSON) { try read(json) }
    }

    @Test(arguments: ["[]", "1", "\"a\"", "null", "true", "[{}]", " [1]"])
    func `JSON that is no object is told apart`(json: String) {
        #expect(throws: JSONInput.Failure.notAnObject) { try read(json) }
    }

    @Test func `64 levels are read, one more is refused, brackets in strings do not count`() throws {
        func nested(_ levels: Int) -> String {
            #"{"more":"# + String(repeating: "[", count: levels - 1)
                + String(repeating: "]", count: levels - 1) + "}"
        }
        _ = try read(nested(64))
        #expect(throws: JSONInput.Failure.tooDeep) { try read(nested(65)) }
        #expect(throws: JSONInput.Failure.tooDeep) { try read(nested(100_000)) }
        #expect(throws: JSONInput.Failure.notJSON) { try read(String(repeating: "[", count: 1_000_000)) }
        let text = String(repeating: "[{", count: 500)
        #expect(try read("{\"text\":\"\\\"\(text)\"}").text == .value("\"" + text))
    }

    @Test(arguments: [#"{"text":"\ud800"}"#, #"{"text":"\udc00\ud800"}"#, #"{"text":"\ud83d x"}"#])
    func `a lone surrogate never becomes a text`(json: String) {
        let form = try? read(json)
        #expect(form == nil || form?.text == .mistyped)
    }

    @Test func `a surrogate pair is one scalar`() throws {
        #expect(try read(#"{"text":"\ud83d\ude00"}"#).text == .value("😀"))
    }

    @Test func `of equal names one wins and nothing fails`() throws {
        let form = try read(#"{"number":1,"number":2}"#)
        #expect([.value(1), .value(2)].contains(form.number))
    }
}

extension Input: Equatable where Value: Equatable {
    public static func == (left: Input, right: Input) -> Bool {
        switch (left, right) {
        case (.absent, .absent), (.mistyped, .mistyped): true
        case (.value(let one), .value(let other)): one == other
        default: false
        }
    }
}
