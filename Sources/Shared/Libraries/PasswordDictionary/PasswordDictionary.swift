import CCrack
import EventLoops

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Passwords that are tried first: words, also reversed, decorated or spelt with digits, and simple
/// sequences (libcrack). Says nothing of length or of kinds of characters.
package final class PasswordDictionary: Sendable {
    /// A file of the dictionary cannot be read.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// What libcrack says of the form of a password, or of its length, which is judged elsewhere. All else
    /// it says means that the password would be guessed: also a message that is new or translated. (It
    /// translates by `LC_MESSAGES`, which has no effect in a process that never calls `setlocale`.)
    private static let harmless: Set = [
        "it is WAY too short", "it is too short", "it is all whitespace",
        "it looks like a National Insurance number.",
    ]
    private static let failures: Set = ["error loading dictionary", "memory allocation error"]

    /// libcrack keeps the open dictionary and its results in variables of the process. (The number says
    /// nothing: the thread sanitizer takes a value without a size for the lock beside it.)
    private static let turn = Locked(0)

    private let path: String

    /// - Parameter path: of the dictionary without the files' endings, as `cracklib-packer` got it.
    package init(path: String) throws(Missing) {
        self.path = path
        try checkFiles()
    }

    /// Whether somebody who knows the username would soon have tried this password (`FascistCheckUser`).
    /// Reads files, one call at a time in the process: about half a millisecond, not for a loop.
    package func isGuessable(_ password: String, username: String) throws(Missing) -> Bool {
        // With a name and no further description libcrack does not look into the system's user database.
        // It compares with the password in lower case, and holds 1 KiB for what it makes of the name.
        let name = String(decoding: username.lowercased().utf8.prefix(255), as: UTF8.self)
        let message = try Self.turn.withLock { _ throws(Missing) in
            try checkFiles()
            return FascistCheckUser(password, path, name, nil).map { String(cString: $0) }
        }
        guard let message else { return false }
        if Self.failures.contains(message) { throw Missing(description: "\(path): \(message)") }
        return !Self.harmless.contains(message)
    }

    /// Older versions of libcrack end the process if a file cannot be opened.
    private func checkFiles() throws(Missing) {
        for ending in ["pwd", "pwi", "hwm"] where access("\(path).\(ending)", R_OK) != 0 {
            throw Missing(description: "\(path).\(ending): \(String(cString: strerror(errno)))")
        }
    }
}
