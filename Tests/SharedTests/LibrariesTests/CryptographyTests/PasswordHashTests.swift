import Cryptography
import Testing

struct PasswordHashTests {
    @Test func `a hash names argon2id and its cost`() throws {
        let hash = try PasswordHash.make("correct horse battery staple")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(hash.utf8.count < 128)
        #expect(!PasswordHash.isOutdated(hash))
    }

    @Test func `a hash belongs to its password alone`() throws {
        let hash = try PasswordHash.make("비밀번호 1")
        #expect(PasswordHash.verifies("비밀번호 1", against: hash))
        for wrong in ["비밀번호 2", "비밀번호 1 ", "비밀번호", ""] {
            #expect(!PasswordHash.verifies(wrong, against: hash))
        }
    }

    @Test func `what stands behind a zero counts too`() throws {
        let hash = try PasswordHash.make("before\0after")
        #expect(PasswordHash.verifies("before\0after", against: hash))
        #expect(!PasswordHash.verifies("before", against: hash))
        #expect(!PasswordHash.verifies("before\0other", against: hash))
    }

    @Test func `the same password has another hash each time`() throws {
        #expect(try PasswordHash.make("twice") != PasswordHash.make("twice"))
    }

    /// The hash is one of the test vectors of argon2's reference implementation.
    @Test func `a hash of another cost still verifies, and is outdated`() {
        let hash =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(PasswordHash.verifies("password", against: hash))
        #expect(!PasswordHash.verifies("Password", against: hash))
        #expect(PasswordHash.isOutdated(hash))
    }

    @Test(arguments: ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abcdefghijklmnopqrstuv"])
    func `what is no hash belongs to no password`(_ text: String) {
        #expect(!PasswordHash.verifies("", against: text))
        #expect(PasswordHash.isOutdated(text))
    }
}
