#include "codec/jpeg/arithmetic_scans.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

// jpeglib.h needs cstdio before it.
#include <jpeglib.h>

namespace jackdaw {
namespace {

// A decoder pass over a large frame costs seconds, and a scan header only ten bytes.
constexpr size_t kMaxArithmeticScans = 64;
// Room for the headers that libjpeg writes around the scans.
constexpr uint64_t kHeaderRoom = 1u << 16;

struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
};

[[noreturn]] void JumpOut(j_common_ptr cinfo) {
  std::longjmp(reinterpret_cast<ErrorManager*>(cinfo->err)->jump, 1);
}
void IgnoreMessage(j_common_ptr /*cinfo*/, int /*level*/) {}
void IgnoreOutput(j_common_ptr /*cinfo*/) {}

jpeg_error_mgr* SetUp(ErrorManager* manager) {
  jpeg_error_mgr* base = jpeg_std_error(&manager->base);
  base->error_exit = JumpOut;
  base->emit_message = IgnoreMessage;
  base->output_message = IgnoreOutput;
  return base;
}

bool SameFrame(const jpeg_decompress_struct& cinfo, const Frame& frame) {
  if (cinfo.image_width != frame.width_px || cinfo.image_height != frame.height_px ||
      cinfo.num_components != static_cast<int>(frame.components.size())) {
    return false;
  }
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const FrameComponent& c = frame.components[i];
    if (cinfo.comp_info[i].h_samp_factor != c.h || cinfo.comp_info[i].v_samp_factor != c.v) {
      return false;
    }
  }
  return true;
}

void CopyFromLibjpeg(JBLOCKROW row, int16_t* out, uint32_t num_blocks) {
  for (uint32_t b = 0; b < num_blocks; ++b, out += kBlockSize) {
    for (size_t k = 0; k < kBlockSize; ++k) out[k] = row[b][kZigzagToNatural[k]];
  }
}

void CopyToLibjpeg(const int16_t* in, JBLOCKROW row, uint32_t num_blocks) {
  for (uint32_t b = 0; b < num_blocks; ++b, in += kBlockSize) {
    for (size_t k = 0; k < kBlockSize; ++k) row[b][kZigzagToNatural[k]] = in[k];
  }
}

// Between setjmp and the last libjpeg call there is nothing with a destructor in these functions.
bool ReadWithLibjpeg(ByteSpan file, const Frame& frame, CoeffPlane* planes) {
  jpeg_decompress_struct cinfo;
  ErrorManager manager;
  cinfo.err = SetUp(&manager);
  if (setjmp(manager.jump) != 0) {
    jpeg_destroy_decompress(&cinfo);
    return false;
  }
  jpeg_create_decompress(&cinfo);
  jpeg_mem_src(&cinfo, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&cinfo, TRUE);
  bool same = SameFrame(cinfo, frame);
  jvirt_barray_ptr* arrays = same ? jpeg_read_coefficients(&cinfo) : nullptr;
  same = same && arrays != nullptr && SameFrame(cinfo, frame);
  for (size_t i = 0; same && i < frame.components.size(); ++i) {
    for (uint32_t y = 0; y < planes[i].height_blocks; ++y) {
      JBLOCKARRAY rows = cinfo.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&cinfo),
                                                       arrays[i], y, 1, FALSE);
      CopyFromLibjpeg(rows[0], planes[i].Block(y, 0), planes[i].width_blocks);
    }
  }
  jpeg_destroy_decompress(&cinfo);
  return same;
}

// A growing output buffer with a limit; libjpeg's own has none.
struct BoundedDestination {
  jpeg_destination_mgr base;
  uint8_t* bytes;
  size_t capacity;
  size_t size;
  size_t max_size;
};

void StartOutput(j_compress_ptr /*cinfo*/) {}

boolean GrowOutput(j_compress_ptr cinfo) {
  auto* destination = reinterpret_cast<BoundedDestination*>(cinfo->dest);
  const size_t capacity = destination->capacity == 0 ? kHeaderRoom : 2 * destination->capacity;
  void* grown = destination->capacity > destination->max_size
                    ? nullptr
                    : std::realloc(destination->bytes, capacity);
  if (grown == nullptr) JumpOut(reinterpret_cast<j_common_ptr>(cinfo));
  destination->bytes = static_cast<uint8_t*>(grown);
  destination->base.next_output_byte = destination->bytes + destination->capacity;
  destination->base.free_in_buffer = capacity - destination->capacity;
  destination->capacity = capacity;
  return TRUE;
}

void EndOutput(j_compress_ptr cinfo) {
  auto* destination = reinterpret_cast<BoundedDestination*>(cinfo->dest);
  destination->size = destination->capacity - destination->base.free_in_buffer;
}

// The restart intervals that libjpeg can give to scans: the same number of MCUs, or of MCU rows.
struct Restarts {
  uint32_t num_mcus = 0;
  uint32_t num_rows = 0;  // used instead of num_mcus when not 0
};

std::optional<Restarts> FindRestarts(const JpegLayout& layout) {
  Restarts restarts;
  restarts.num_mcus = layout.scans[0].header.restart_interval;
  const uint32_t mcus_per_row = ScanGeometry(layout.frame, layout.scans[0].header).mcus_per_row();
  bool same_mcus = true;
  bool same_rows = restarts.num_mcus % mcus_per_row == 0;
  const uint32_t num_rows = restarts.num_mcus / mcus_per_row;
  for (const ScanPlan& plan : layout.scans) {
    const uint32_t interval = plan.header.restart_interval;
    same_mcus = same_mcus && interval == restarts.num_mcus;
    same_rows =
        same_rows && interval == num_rows * ScanGeometry(layout.frame, plan.header).mcus_per_row();
  }
  if (same_mcus) return restarts;
  if (!same_rows) return std::nullopt;
  restarts.num_rows = num_rows;
  return restarts;
}

void SetFrame(const JpegLayout& layout, const Restarts& restarts, jpeg_compress_struct* cinfo) {
  const Frame& frame = layout.frame;
  cinfo->image_width = frame.width_px;
  cinfo->image_height = frame.height_px;
  cinfo->input_components = static_cast<int>(frame.components.size());
  cinfo->in_color_space = JCS_UNKNOWN;
  jpeg_set_defaults(cinfo);
  jpeg_set_quality(cinfo, 100, FALSE);  // tables must exist, but only headers show them
  cinfo->arith_code = TRUE;
  cinfo->write_JFIF_header = FALSE;
  cinfo->write_Adobe_marker = FALSE;
  cinfo->restart_interval = restarts.num_mcus;
  cinfo->restart_in_rows = static_cast<int>(restarts.num_rows);
  for (size_t i = 0; i < 16; ++i) {
    cinfo->arith_dc_L[i] = layout.conditioning.dc_l[i];
    cinfo->arith_dc_U[i] = layout.conditioning.dc_u[i];
    cinfo->arith_ac_K[i] = layout.conditioning.ac_k[i];
  }
  for (size_t i = 0; i < frame.components.size(); ++i) {
    cinfo->comp_info[i].h_samp_factor = frame.components[i].h;
    cinfo->comp_info[i].v_samp_factor = frame.components[i].v;
    cinfo->comp_info[i].quant_tbl_no = 0;
  }
  for (const ScanPlan& plan : layout.scans) {
    for (size_t i = 0; i < plan.header.num_components; ++i) {
      const ScanComponent& c = plan.header.components[i];
      // Headers of DC refinement scans say 0 instead of a table.
      if (plan.header.ss == 0 && plan.header.ah == 0) {
        cinfo->comp_info[c.index].dc_tbl_no = c.td;
      }
      if (plan.header.se != 0) cinfo->comp_info[c.index].ac_tbl_no = c.ta;
    }
  }
}

jpeg_scan_info ScanInfo(const ScanHeader& scan) {
  jpeg_scan_info info{};
  info.comps_in_scan = static_cast<int>(scan.num_components);
  for (size_t i = 0; i < scan.num_components; ++i) {
    info.component_index[i] = scan.components[i].index;
  }
  info.Ss = scan.ss;
  info.Se = scan.se;
  info.Ah = scan.ah;
  info.Al = scan.al;
  return info;
}

// Libjpeg takes the arrays' sizes from width_in_blocks, which it has not computed yet: ours.
void RequestArrays(const Frame& frame, jpeg_compress_struct* cinfo, jvirt_barray_ptr* arrays) {
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const FrameComponent& c = frame.components[i];
    arrays[i] =
        cinfo->mem->request_virt_barray(reinterpret_cast<j_common_ptr>(cinfo), JPOOL_IMAGE, FALSE,
                                        c.padded_width_blocks, c.padded_height_blocks, c.v);
  }
}

bool WriteWithLibjpeg(const JpegLayout& layout, const Restarts& restarts, const CoeffPlane* planes,
                      const jpeg_scan_info* script, BoundedDestination* destination) {
  jpeg_compress_struct cinfo;
  ErrorManager manager;
  jvirt_barray_ptr arrays[kMaxComponents] = {};
  cinfo.err = SetUp(&manager);
  if (setjmp(manager.jump) != 0) {
    jpeg_destroy_compress(&cinfo);
    return false;
  }
  jpeg_create_compress(&cinfo);
  destination->base.init_destination = StartOutput;
  destination->base.empty_output_buffer = GrowOutput;
  destination->base.term_destination = EndOutput;
  cinfo.dest = &destination->base;
  GrowOutput(&cinfo);
  SetFrame(layout, restarts, &cinfo);
  cinfo.scan_info = script;
  cinfo.num_scans = static_cast<int>(layout.scans.size());
  RequestArrays(layout.frame, &cinfo, arrays);
  jpeg_write_coefficients(&cinfo, arrays);
  for (size_t i = 0; i < layout.frame.components.size(); ++i) {
    for (uint32_t y = 0; y < planes[i].height_blocks; ++y) {
      JBLOCKARRAY rows = cinfo.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&cinfo),
                                                       arrays[i], y, 1, TRUE);
      CopyToLibjpeg(planes[i].Block(y, 0), rows[0], planes[i].width_blocks);
    }
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  return true;
}

std::vector<Bytes> CutScans(ByteSpan file) {
  std::vector<Bytes> scans;
  MarkerParser parser(file, 0);
  while (parser.Next() == MarkerParser::Event::kScan) {
    const size_t begin = parser.position();
    const size_t end = FindScanDataEnd(file, begin);
    scans.emplace_back(file.begin() + static_cast<std::ptrdiff_t>(begin),
                       file.begin() + static_cast<std::ptrdiff_t>(end));
    parser.set_position(end);
  }
  return scans;
}

}  // namespace

size_t FindScanDataEnd(ByteSpan data, size_t pos) {
  for (size_t i = pos; i + 1 < data.size(); ++i) {
    if (data[i] != 0xFF) continue;
    size_t code = i + 1;
    while (code < data.size() && data[code] == 0xFF) ++code;
    if (code == data.size()) break;
    if (data[code] != 0x00 && (data[code] & 0xF8) != 0xD0) return i;
    i = code;
  }
  return data.size();
}

Status ReadArithmeticPlanes(ByteSpan file, const Frame& frame, size_t num_scans,
                            std::vector<CoeffPlane>* planes) {
  if (num_scans > kMaxArithmeticScans) {
    return Error{ErrorCode::kUnsupported, 0, "too many arithmetic-coded scans"};
  }
  if (frame.precision != 8) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic coding of other than 8-bit samples"};
  }
  if (!ReadWithLibjpeg(file, frame, planes->data())) {
    return Error{ErrorCode::kUnsupported, 0, "arithmetic-coded data that libjpeg does not read"};
  }
  return OkStatus();
}

Result<std::vector<Bytes>> WriteArithmeticScans(const JpegLayout& layout,
                                                const std::vector<CoeffPlane>& planes,
                                                uint64_t max_bytes) {
  const Error unsupported{ErrorCode::kUnsupported, 0, "scans that libjpeg does not write"};
  if (layout.frame.precision != 8 || layout.scans.size() > kMaxArithmeticScans) return unsupported;
  std::vector<jpeg_scan_info> script;
  const std::optional<Restarts> restarts = FindRestarts(layout);
  if (!restarts.has_value()) return unsupported;
  for (const ScanPlan& plan : layout.scans) script.push_back(ScanInfo(plan.header));
  BoundedDestination destination{};
  destination.max_size =
      static_cast<size_t>(max_bytes < SIZE_MAX / 4 ? max_bytes + kHeaderRoom : SIZE_MAX / 4);
  const bool written =
      WriteWithLibjpeg(layout, *restarts, planes.data(), script.data(), &destination);
  const std::unique_ptr<uint8_t, decltype(&std::free)> owner(destination.bytes, &std::free);
  if (!written) return unsupported;
  std::vector<Bytes> scans = CutScans(ByteSpan(destination.bytes, destination.size));
  if (scans.size() != layout.scans.size()) return unsupported;
  return scans;
}

}  // namespace jackdaw
