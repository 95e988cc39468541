/// The parallel arrays that libpq wants for the binds of a statement, used again for each.
/// The pointers in it are valid while the SQL's bytes are borrowed, that is, for one call.
final class Scratch {
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [CInt] = []
    /// 1 is the binary format.
    private var formats: [CInt] = []

    func withBinds<Value>(
        of sql: SQL,
        _ body: (CInt, [UnsafePointer<CChar>?], [CInt], [CInt]) -> Value
    ) -> Value {
        values.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        while formats.count < sql.marks.count { formats.append(1) }
        return sql.bytes.withUnsafeBytes { bytes in
            // A value of no length still needs a pointer, or it would be NULL.
            let empty = UnsafeRawBufferPointer(start: Self.empty, count: 1)
            let start = (bytes.baseAddress ?? empty.baseAddress!).assumingMemoryBound(to: CChar.self)
            var place = 0
            for mark in sql.marks {
                values.append(mark.length < 0 ? nil : start + place)
                lengths.append(max(0, mark.length))
                place += max(0, Int(mark.length))
            }
            return body(CInt(sql.marks.count), values, lengths, formats)
        }
    }

    /// Never written and never freed.
    nonisolated(unsafe) private static let empty: UnsafeRawPointer = UnsafeRawPointer(
        UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
