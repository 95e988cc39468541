import Shared

/// A person as sockets are told: the profile, encoded once a sign-in for all who are told.
struct Name: Equatable {
    let person: UserID
    let json: [UInt8]

    init(_ profile: PublicProfile) {
        person = profile.id
        var json = JSONWriter(capacity: 128)
        profile.write(to: &json)
        self.json = json.bytes
    }
}
