/// Why a file was not taken as a picture.
package enum ImageError: Error, Equatable {
    /// The content is not of the format it was said to be.
    case otherFormat
    /// The file ends before the picture does.
    case truncated
    /// More than one frame.
    case animated
    case tooManyPixels
    /// Damaged, of a kind that libvips does not know, or made to be slow.
    case unreadable
    /// It was being worked on for longer than the limit.
    case tooSlow
}
