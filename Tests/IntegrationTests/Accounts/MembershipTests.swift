import Cryptography
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct MembershipTests {
    private let database = TestDatabase.current
    private let newPassword = "Granite-meadow-91"

    private func refresh(_ accounts: SampleAccounts, _ signedIn: SignedIn) async -> String {
        await code { try await accounts.sessions.refresh(signedIn.refreshToken, from: .sample) }
    }

    private func signIn(
        _ accounts: SampleAccounts, _ login: String, _ password: String = SampleAccounts.password
    ) async -> String {
        await code { try await accounts.signIn.run(login: login, password: password, from: .sample) }
    }

    @Test func `a number is shown to its owner alone`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let person = try await accounts.person()
            let own = object(try await accounts.membership.own(person.id).json(withPhone: true))
            let shown = object(try await accounts.membership.member(person.id).json(withPhone: false))
            #expect(own["phone"] as? String == person.phone)
            #expect(
                Set(shown.keys) == [
                    "id", "username", "imageUrl", "mannerScore", "reviewCount", "soldCount", "createdAt",
                ])
            #expect(Set(own.keys).subtracting(shown.keys) == ["phone"])
            #expect(await code { try await accounts.membership.member(UserID(999_999)) } == "notFound")
            #expect(await code { try await accounts.membership.own(UserID(999_999)) } == "unauthenticated")
        }
    }

    @Test func `a name is changed unless somebody else has it`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            func change(_ name: String) async -> String {
                await code {
                    try await accounts.membership.change(
                        person.id, username: try Username(name), image: nil, from: .sample)
                }
            }
            #expect(await change(other.name.lowercased()) == "username.taken")
            #expect(await change(person.name.uppercased()) == "ok")
            #expect(await change("N" + person.name) == "ok")
            #expect(await signIn(accounts, person.name) == "credentials.wrong")
            #expect(await signIn(accounts, "n" + person.name) == "ok")
            #expect(
                try await accounts.events(of: person.id).filter { $0 == "usernameChanged" }.count == 2)
            let same = try await accounts.membership.change(
                person.id, username: nil, image: nil, from: .sample)
            #expect(same.profile.username == "N" + person.name)
        }
    }

    @Test func `a picture must be one's own`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            let mine = try await accounts.pool.sampleImage(of: person.id)
            let theirs = try await accounts.pool.sampleImage(of: other.id)
            func change(_ image: Int64) async -> String {
                await code {
                    try await accounts.membership.change(
                        person.id, username: try Username("X" + person.name), image: image, from: .sample)
                }
            }
            for image in [theirs, 0, -1, .max] { #expect(await change(image) == "imageId unknown") }
            #expect(try await accounts.membership.own(person.id).profile.username == person.name)
            #expect(await change(mine) == "ok")
            #expect(try await accounts.membership.own(person.id).profile.imageUrl == "/media/a-small.jpg")
        }
    }

    @Test func `a changed password ends all other sessions`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let person = try await accounts.person()
            let (here, there) = (try await accounts.signIn(person), try await accounts.signIn(person))
            func change(_ current: String, _ new: String) async -> String {
                await code {
                    try await accounts.membership.changePassword(
                        person.id, session: here.session, current: current, new: new, from: .sample)
                }
            }
            #expect(await change("wrong", newPassword) == "credentials.wrong")
            #expect(await change(SampleAccounts.password, "short") == "new length")
            #expect(await change(SampleAccounts.password, "x" + person.name) == "new personal")
            #expect(await change(SampleAccounts.password, "password1") == "new common")
            #expect(try await accounts.isLive(there.session))
            #expect(await change(SampleAccounts.password, newPassword) == "ok")
            #expect(await refresh(accounts, there) == "unauthenticated")
            #expect(await refresh(accounts, here) == "ok")
            #expect(await signIn(accounts, person.name) == "credentials.wrong")
            #expect(await signIn(accounts, person.name, newPassword) == "ok")
        }
    }

    @Test func `a proved number resets the password and ends all sessions`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let person = try await accounts.person()
            let signedIn = try await accounts.signIn(person)
            func reset(_ proof: String, _ password: String) async -> String {
                await code {
                    try await accounts.membership.resetPassword(password, proof: proof, from: .sample)
                }
            }
            let nobodys = try await accounts.proof(of: SampleAccounts.newPhone(), for: .passwordReset)
            #expect(await reset(nobodys, newPassword) == "account.notFound")
            let other = try await accounts.proof(of: person.phone, for: .phoneChange)
            #expect(await reset(other, newPassword) == "verification.expired")
            let late = try await accounts.proof(of: person.phone, for: .passwordReset, secondsLeft: 0)
            #expect(await reset(late, newPassword) == "verification.expired")
            let proof = try await accounts.proof(of: person.phone, for: .passwordReset)
            #expect(await reset(proof, "0" + person.phone.dropFirst(3)) == "password personal")
            #expect(try await accounts.isLive(signedIn.session))
            #expect(await reset(proof, newPassword) == "ok")
            #expect(await reset(proof, newPassword) == "verification.expired")
            #expect(await refresh(accounts, signedIn) == "unauthenticated")
            #expect(await signIn(accounts, person.phone, newPassword) == "ok")
        }
    }

    @Test func `a reset lets the person try again at once`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let person = try await accounts.person()
            for index in 0..<10 {
                let client = Client(address: ClientAddress("198.51.100.\(index)"), device: "")
                let tooLong = String(repeating: "a", count: 129)
                _ = await code {
                    try await accounts.signIn.run(login: person.name, password: tooLong, from: client)
                }
            }
            #expect(await signIn(accounts, person.name) == "rateLimited")
            let proof = try await accounts.proof(of: person.phone, for: .passwordReset)
            try await accounts.membership.resetPassword(newPassword, proof: proof, from: .sample)
            #expect(await signIn(accounts, person.name, newPassword) == "ok")
        }
    }

    @Test func `a number is changed for one that was proved and is free`() async throws {
        try await database.withAccounts(redis: 8) { accounts async throws in
            let (person, other) = (try await accounts.person(), try await accounts.person())
            let signedIn = try await accounts.signIn(person)
            func change(_ proof: String, _ password: String = SampleAccounts.password) async -> String {
                await code {
                    try await accounts.membership.changePhone(
                        person.id, session: signedIn.session, proof: proof, password: password, from: .sample)
                }
            }
            let phone = SampleAccounts.newPhone()
            let proof = try await accounts.proof(of: phone, for: .phoneChange)
            #expect(await change(proof, "wrong") == "credentials.wrong")
            #expect(await change("nothing") == "verification.expired")
            let taken = try await accounts.proof(of: other.phone, for: .phoneChange)
            #expect(await change(taken) == "phone.taken")
            #expect(await change(proof) == "ok")
            #expect(await change(proof) == "verification.expired")
            #expect(try await accounts.membership.own(person.id).phone == phone)
            #expect(await signIn(accounts, person.phone) == "credentials.wrong")
            #expect(await signIn(accounts, phone) == "ok")
            #expect(try await accounts.isLive(signedIn.session))
        }
    }
}
