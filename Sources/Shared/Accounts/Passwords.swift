import Cryptography
import EventLoops
import PasswordDictionary
import UnicodeForms

/// Judges, hashes and verifies passwords, on the thread pool.
package struct Passwords: Sendable {
    /// NIST SP 800-63B §5.1.1.2: at least 8, at least 64 possible, no rules of composition. The upper
    /// bound keeps a request from buying time for hashing with length.
    static let lengths = 8...128

    private let loop: EventLoop
    private let work: BlockingWork
    private let dictionary: PasswordDictionary

    /// - Parameter work: of the whole process, so that no more hashes run at once than there are cores.
    package init(on loop: EventLoop, work: BlockingWork, dictionary: PasswordDictionary) {
        self.loop = loop
        self.work = work
        self.dictionary = dictionary
    }

    /// Who a password must not be made of.
    struct Owner: Sendable {
        let username: String
        /// E.164.
        let phone: String

        func isNamed(in password: String) -> Bool {
            let folded = UnicodeForms.nfkcCaseFolded(password)
            let digits = folded.filter(\.isASCII).filter(\.isNumber)
            // The number without its trunk prefix is part of every way to write it.
            let number = phone.dropFirst(phone.hasPrefix("+82") ? 3 : 1)
            return folded.contains(UnicodeForms.nfkcCaseFolded(username))
                || !number.isEmpty && digits.contains(number)
        }
    }

    /// The hash of a password that may be chosen. Throws `invalid` for the field, or
    /// `BlockingWork.Overloaded` if too many wait already.
    func hash(_ password: String, of owner: Owner, field: String) async throws -> String {
        var checks = FieldChecks()
        checks.password(field, password)
        try checks.finish()
        let canonical = Self.canonical(password)
        guard !owner.isNamed(in: canonical) else {
            throw Problem.invalid([
                .init(field, code: "personal", "must not contain the username or the phone number")
            ])
        }
        let hash = try await work.run(on: loop) { [dictionary] () throws -> String? in
            guard try !dictionary.isGuessable(canonical, username: owner.username) else { return nil }
            return try PasswordHash.make(canonical)
        }
        guard let hash else {
            throw Problem.invalid([.init(field, code: "common", "is among those that are tried first")])
        }
        return hash
    }

    enum Verdict: Sendable {
        case wrong
        /// With a hash of the present strength, if the stored one is of an older one.
        case right(newHash: String?)
    }

    /// Compares a password; without a hash it takes as long and is always wrong, so that nobody can
    /// tell by the time whether there is an account.
    func verify(_ password: String, against hash: String?) async throws -> Verdict {
        guard password.unicodeScalars.count <= Self.lengths.upperBound else { return .wrong }
        return try await work.run(on: loop) {
            let canonical = Self.canonical(password)
            guard PasswordHash.verifies(canonical, against: hash ?? Self.nobodys), hash != nil else {
                return .wrong
            }
            guard let hash, PasswordHash.isOutdated(hash) else { return .right(newHash: nil) }
            return .right(newHash: try PasswordHash.make(canonical))
        }
    }

    /// The same password typed on another system may be made of other scalars (NIST, ibid.).
    private static func canonical(_ password: String) -> String { UnicodeForms.nfkc(password) }

    /// The hash of a password that nobody knows. Empty, which verifies nothing, if it cannot be made.
    private static let nobodys =
        (try? PasswordHash.make(Base64URL.encode(randomBytes(32)))) ?? ""

    /// Makes what the first comparison would otherwise wait for.
    package static func prepare() { _ = nobodys }
}

extension FieldChecks {
    /// Notes a password of a length that is not taken.
    package mutating func password(_ name: String, _ password: String?) {
        guard let password, !Passwords.lengths.contains(password.unicodeScalars.count) else { return }
        refuse(
            name, code: "length",
            "must have \(Passwords.lengths.lowerBound) to \(Passwords.lengths.upperBound) characters")
    }
}
