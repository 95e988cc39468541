import Testing

@testable import Redis

struct RedisConfigurationTests {
    @Test func `a URL names host, port, password and database`() throws {
        let full = try RedisConfiguration(url: "redis://me:p%40ss%2Fword@[::1]:7000/3")
        #expect(full.host == "::1" && full.port == 7000 && full.database == 3)
        #expect(full.user == "me" && full.password == "p@ss/word")
        #expect(full.greeting == [["AUTH", "me", "p@ss/word"], ["SELECT", 3], ["PING"]])
        let short = try RedisConfiguration(url: "redis://redis")
        #expect(short.host == "redis" && short.port == 6379 && short.password == nil)
        #expect(short.greeting == [["PING"]])
        #expect(try RedisConfiguration(url: "redis://:x@h:1/").greeting == [["AUTH", "x"], ["PING"]])
        #expect(try RedisConfiguration(url: "redis://[::1]").host == "::1")
    }

    @Test(arguments: [
        "", "redis://", "http://h", "redis://h:0", "redis://h:99999", "redis://h:x", "redis://h/x",
        "redis://h/-1",
        "redis://nocolon@h", "redis://:%4@h", "redis://:%zz@h", "redis://:6379",
    ])
    func `a URL of another form is refused`(url: String) {
        #expect(throws: RedisError.invalidURL) { try RedisConfiguration(url: url) }
    }
}
