#include "codec/container/dec_summary.h"

#include <algorithm>

#include "codec/container/sections.h"

namespace jackdaw::container {
namespace {

// The first read: the header, and for most files every section but the last.
constexpr size_t kFirstRead = 8192;
static_assert(kFirstRead >= kMaxHeaderBytes);
// A later read: the head of a section and the first byte of its payload.
constexpr size_t kHeadRead = kMaxSectionHeadBytes + 1;

class TableReader {
 public:
  TableReader(const ReadAt& read_at, uint64_t size) : read_at_(read_at), size_(size) {}

  Result<FileTable> Read() {
    Status status = Fetch(0, kFirstRead);
    if (!status.ok()) return status.error();
    ByteReader reader(window_);
    Result<Header> header = ReadHeaderFields(&reader);
    if (!header.ok()) return header.error();
    table_.header = std::move(header).value();
    table_.header_bytes = reader.position();
    uint64_t pos = reader.position();
    bool last = false;
    while (!last) {
      status = ReadOne(&pos, &last);
      if (!status.ok()) return status.error();
    }
    status = CheckKinds();
    if (!status.ok()) return status.error();
    return std::move(table_);
  }

 private:
  // Makes window_ hold `bytes` of the file from `pos`, fewer at its end.
  Status Fetch(uint64_t pos, uint64_t bytes) {
    bytes = std::min(bytes, size_ - pos);
    if (pos >= window_pos_ && pos + bytes <= window_pos_ + window_.size()) return OkStatus();
    window_.resize(static_cast<size_t>(bytes));
    window_pos_ = pos;
    if (bytes > 0 && !read_at_(pos, window_)) {
      return Error{ErrorCode::kIo, pos, "cannot read the file"};
    }
    return OkStatus();
  }
  // REQUIRES: Fetch.
  ByteSpan At(uint64_t pos) const {
    return ByteSpan(window_).subspan(static_cast<size_t>(pos - window_pos_));
  }

  Status ReadOne(uint64_t* pos, bool* last) {
    if (table_.sections.size() == kMaxSections) {
      return Error{ErrorCode::kCorrupt, *pos, "too many sections"};
    }
    Status status = Fetch(*pos, kHeadRead);
    if (!status.ok()) return status;
    ByteReader reader(At(*pos));
    const Result<SectionHead> read = ReadSectionHead(&reader, size_ - *pos);
    if (!read.ok()) return Error{read.error().code, *pos, read.error().message};
    const SectionHead& head = read.value();
    const uint64_t total_bytes = reader.position() + head.payload_bytes;
    table_.sections.push_back({head.type, total_bytes});
    if (head.type == SectionType::kCoefficients) {
      uint8_t model = 0;
      if (head.payload_bytes == 0 || !reader.U8(&model)) {
        return Error{ErrorCode::kCorrupt, *pos, "the coefficients are missing"};
      }
      table_.model = std::max(table_.model.value_or(0), model);
      table_.has_images = true;
    } else if (head.type == SectionType::kSamples) {
      table_.has_images = true;
    } else if (head.type == SectionType::kParts) {
      status = ReadParts(*pos + reader.position(), head.payload_bytes);
      if (!status.ok()) return status;
    }
    *pos += total_bytes;
    *last = head.last;
    return status;
  }

  Status ReadParts(uint64_t pos, uint64_t bytes) {
    if (bytes > kMaxPartTableBytes) {
      return Error{ErrorCode::kCorrupt, pos, "bad table of parts"};
    }
    Status status = Fetch(pos, bytes);
    if (!status.ok()) return status;
    Result<PartTable> parts = ReadPartTable(At(pos).first(static_cast<size_t>(bytes)));
    if (!parts.ok()) return parts.error();
    table_.parts = std::move(parts).value();
    return status;
  }

  Status CheckKinds() const {
    const bool stored = table_.stored();
    if (stored && table_.sections.size() != 1) {
      return Error{ErrorCode::kCorrupt, 0, "sections after stored data"};
    }
    if (!stored && !table_.has_images) {
      return Error{ErrorCode::kCorrupt, 0, "the coefficients are missing"};
    }
    return OkStatus();
  }

  const ReadAt& read_at_;
  const uint64_t size_;
  Bytes window_;
  uint64_t window_pos_ = 0;
  FileTable table_;
};

}  // namespace

Result<FileTable> ReadFileTable(const ReadAt& read_at, uint64_t size) {
  return TableReader(read_at, size).Read();
}

}  // namespace jackdaw::container
