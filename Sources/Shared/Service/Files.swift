#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The text of a small file; nil if it cannot be read or has more than 1 MiB.
package func readFile(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    guard feof(file) != 0 else { return nil }
    return String(validating: bytes[..<count], as: UTF8.self)
}

/// Writes a whole file; throws the system's reason.
package func writeFile(_ path: String, _ text: String) throws(Settings.Invalid) {
    guard let file = fopen(path, "w") else {
        throw Settings.Invalid(description: "cannot write \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw Settings.Invalid(description: "cannot write \(path): \(String(cString: strerror(errno)))")
    }
}

/// Makes a folder and those above it.
package func makeFolder(_ path: String) {
    var partial = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        partial += part + "/"
        mkdir(partial, 0o755)
    }
}
