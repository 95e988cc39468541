import Testing

@testable import Shared

struct PasswordOwnerTests {
    private let anna = Passwords.Owner(username: "Anna_É", phone: "+821012345678")

    @Test(arguments: [
        "anna_é-and-more", "xxANNA_Éxx", "ａｎｎａ_é1234", "Anna_E\u{301}12", "01012345678", "1012345678!",
        "+82 10-1234-5678", "my 010.1234.5678 !", "x1y0z12345678",
    ])
    func `a password must not tell whose it is`(password: String) {
        #expect(anna.isNamed(in: password))
    }

    @Test(arguments: ["anna-and-more", "0101234567", "12345678", "ann_é ann_é", ""])
    func `what only resembles name and number may be part of it`(password: String) {
        #expect(!anna.isNamed(in: password))
    }

    @Test func `numbers of other countries are known with their code`() {
        let owner = Passwords.Owner(username: "ken", phone: "+819012345678")
        #expect(owner.isNamed(in: "+81 90-1234-5678"))
    }

    @Test func `somebody without a number has a name`() {
        let owner = Passwords.Owner(username: "ken", phone: "")
        #expect(owner.isNamed(in: "barbieken"))
        #expect(!owner.isNamed(in: "barbie123"))
    }

    @Test(arguments: [(7, true), (8, false), (128, false), (129, true)])
    func `8 to 128 characters are counted as scalars`(count: Int, isRefused: Bool) {
        var checks = FieldChecks()
        checks.password("password", String(repeating: "👍", count: count))
        checks.password("absent", nil)
        #expect(checks.fields.map(\.code) == (isRefused ? ["length"] : []))
    }
}
