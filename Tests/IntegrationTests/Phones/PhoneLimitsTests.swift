import Postgres
import Testing

@testable import Shared

/// Each limit of texts by itself, with a clock that the test moves.
@Suite(.servers, .database, .serialized) struct PhoneLimitsTests {
    private let database = TestDatabase.current

    /// Numbers of different blocks.
    private func number(_ index: Int) throws -> PhoneNumber {
        try PhoneNumber("+82101\(100 + index)0000", countries: .korea)
    }

    private func address(_ index: Int) -> ClientAddress { ClientAddress("198.51.100.\(index)") }

    /// The seconds to wait; nil if the code was sent.
    private func send(
        _ accounts: SampleAccounts, to number: PhoneNumber, for purpose: VerificationPurpose = .signUp,
        from address: ClientAddress = ClientAddress("203.0.113.7")
    ) async -> Int64? {
        await wait { try await accounts.verifications.send(to: number, for: purpose, from: address) }
    }

    @Test func `a code that was not answered may be sent again after a minute, others at once`() async throws
    {
        try await database.withAccounts(redis: 4) { accounts async throws in
            #expect(await send(accounts, to: try number(0)) == nil)
            #expect(await send(accounts, to: try number(0)) == 60)
            #expect(await send(accounts, to: try number(0), for: .passwordReset) == nil)
            #expect(await send(accounts, to: try number(1)) == nil)
            accounts.clock.pass(seconds: 59, milliseconds: 999)
            #expect(await send(accounts, to: try number(0)) == 1)
            accounts.clock.pass(milliseconds: 1)
            #expect(await send(accounts, to: try number(0)) == nil)
        }
    }

    @Test func `an answered code may be followed by another at once`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            let sent = try await accounts.verifications.send(
                to: try number(0), for: .signUp, from: address(0))
            let text = try #require(accounts.texts.sent.last)
            _ = try await accounts.verifications.check(text.code, of: sent.id)
            #expect(await send(accounts, to: try number(0)) == nil)
            #expect(await send(accounts, to: try number(0)) == 60)
        }
    }

    @Test func `a number gets three codes in ten minutes, whatever they are for`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            for (index, purpose) in VerificationPurpose.allCases.enumerated() {
                #expect(await send(accounts, to: try number(0), for: purpose, from: address(index)) == nil)
                accounts.clock.pass(seconds: 61)
            }
            #expect(await send(accounts, to: try number(0), from: address(9)) == 600 - 3 * 61)
            accounts.clock.pass(seconds: 600 - 3 * 61)
            #expect(await send(accounts, to: try number(0), from: address(9)) == nil)
            #expect(await send(accounts, to: try number(0), for: .phoneChange, from: address(9)) == 61)
        }
    }

    @Test func `a number gets ten codes a day`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            for index in 0..<10 {
                #expect(await send(accounts, to: try number(0), from: address(index)) == nil)
                accounts.clock.pass(seconds: 300)
            }
            #expect(await send(accounts, to: try number(0), from: address(99)) == 86_400 - 3000)
            accounts.clock.pass(seconds: 86_400 - 3000)
            #expect(await send(accounts, to: try number(0), from: address(99)) == nil)
            #expect(await send(accounts, to: try number(0), for: .phoneChange, from: address(99)) == 300)
        }
    }

    @Test func `an address gets ten codes an hour`() async throws {
        try await database.withAccounts(redis: 4, perAddress: 10) { accounts async throws in
            for index in 0..<10 {
                #expect(await send(accounts, to: try number(index)) == nil)
                accounts.clock.pass(seconds: 1)
            }
            #expect(await send(accounts, to: try number(10)) == 3590)
            #expect(await send(accounts, to: try number(10), from: address(1)) == nil)
            accounts.clock.pass(seconds: 3590)
            #expect(await send(accounts, to: try number(11)) == nil)
        }
    }

    @Test func `addresses of one line count together`() async throws {
        try await database.withAccounts(redis: 4, perAddress: 2) { accounts async throws in
            for (index, text) in ["2001:db8:0:7::1", "2001:db8:0:7:2:3:4:5"].enumerated() {
                #expect(await send(accounts, to: try number(index), from: ClientAddress(text)) == nil)
            }
            #expect(await send(accounts, to: try number(5), from: ClientAddress("2001:db8:0:7::9")) == 3600)
            #expect(await send(accounts, to: try number(5), from: ClientAddress("2001:db8:0:8::9")) == nil)
        }
    }

    @Test func `numbers that were bought together get thirty codes an hour`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            for index in 0..<30 {
                let number = try PhoneNumber("+821055550\(100 + index)", countries: .korea)
                #expect(await send(accounts, to: number, from: address(index)) == nil)
            }
            let next = try PhoneNumber("+821055550999", countries: .korea)
            #expect(await send(accounts, to: next, from: address(99)) == 3600)
            #expect(await send(accounts, to: try number(1), from: address(99)) == nil)
            accounts.clock.pass(seconds: 3600)
            #expect(await send(accounts, to: next, from: address(99)) == nil)
        }
    }

    @Test func `all numbers together get what the operator pays for`() async throws {
        try await database.withAccounts(redis: 4, perDay: 5) { accounts async throws in
            for index in 0..<5 {
                #expect(await send(accounts, to: try number(index), from: address(index)) == nil)
            }
            #expect(await send(accounts, to: try number(6), from: address(6)) == 86_400)
            #expect(accounts.texts.sent.count == 5)
            accounts.clock.pass(seconds: 86_400)
            #expect(await send(accounts, to: try number(6), from: address(6)) == nil)
        }
    }

    @Test func `a code that nobody took does not count and cannot be answered`() async throws {
        try await database.withAccounts(redis: 4, perAddress: 1, perDay: 1) { accounts async throws in
            let before = try await accounts.pool.number("SELECT count(*) FROM phone_verification")
            accounts.texts.refuseAll(true)
            for _ in 0..<12 {
                #expect(
                    await code {
                        try await accounts.verifications.send(
                            to: try number(0), for: .signUp, from: address(1))
                    } == "unavailable")
            }
            #expect(try await accounts.pool.number("SELECT count(*) FROM phone_verification") == before)
            accounts.texts.refuseAll(false)
            #expect(await send(accounts, to: try number(0), from: address(1)) == nil)
        }
    }

    @Test func `requests at the same moment send one code`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            let number = try number(0)
            let sent = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<30 {
                    group.addTask { await send(accounts, to: number, from: address(index)) == nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(sent == 1)
            #expect(accounts.texts.sent.count == 1)
        }
    }

    @Test func `what Redis counts by tells nobody's number`() async throws {
        try await database.withAccounts(redis: 4) { accounts async throws in
            #expect(await send(accounts, to: try number(0)) == nil)
            let keys = try await accounts.services.redis.command("KEYS", "*").array ?? []
            let names = keys.compactMap(\.string)
            #expect(names.count == 6)
            #expect(names.contains { $0.contains("resend:signUp:") })
            #expect(!names.contains { $0.contains("10100") || $0.contains("10000") })
        }
    }
}
