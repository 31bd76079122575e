#include "codec/jpeg/libjpeg_writer.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include "codec/jpeg/libjpeg_errors.h"

namespace jackdaw::jpeg {
namespace {

// Room for the headers that libjpeg writes around the scans.
constexpr uint64_t kHeaderRoom = 1u << 16;

void CopyToLibjpeg(const int16_t* in, JBLOCKROW row, uint32_t num_blocks) {
  for (uint32_t b = 0; b < num_blocks; ++b, in += kBlockSize) {
    for (size_t k = 0; k < kBlockSize; ++k) row[b][kZigzagToNatural[k]] = in[k];
  }
}

// Asks the monitor before each row of MCUs that libjpeg codes.
struct PollingProgress {
  jpeg_progress_mgr base;
  WorkMonitor* monitor;
};

void Poll(j_common_ptr cinfo) {
  if (!Advance(reinterpret_cast<PollingProgress*>(cinfo->progress)->monitor, 0)) {
    JumpOutOfLibjpeg(cinfo);
  }
}

// Between setjmp and the last libjpeg call there is nothing with a destructor.
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
  if (grown == nullptr) JumpOutOfLibjpeg(reinterpret_cast<j_common_ptr>(cinfo));
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

void SetTables(const LibjpegFile& spec, jpeg_compress_struct* cinfo) {
  // Tables must exist, even where only headers show them.
  if (spec.quant_tables.empty()) jpeg_set_quality(cinfo, 100, FALSE);
  for (size_t i = 0; i < spec.quant_tables.size(); ++i) {
    const unsigned placeholder[kBlockSize] = {};
    jpeg_add_quant_table(cinfo, static_cast<int>(i), placeholder, 100, FALSE);
    // Set here because the function above stops at 32767.
    UINT16* values = cinfo->quant_tbl_ptrs[i]->quantval;
    for (size_t k = 0; k < kBlockSize; ++k) values[kZigzagToNatural[k]] = spec.quant_tables[i][k];
  }
  for (size_t i = 0; i < 16; ++i) {
    cinfo->arith_dc_L[i] = spec.conditioning.dc_l[i];
    cinfo->arith_dc_U[i] = spec.conditioning.dc_u[i];
    cinfo->arith_ac_K[i] = spec.conditioning.ac_k[i];
  }
}

void SetFrame(const Frame& frame, const LibjpegFile& spec, jpeg_compress_struct* cinfo) {
  cinfo->image_width = frame.width_px;
  cinfo->image_height = frame.height_px;
  cinfo->input_components = static_cast<int>(frame.components.size());
  cinfo->in_color_space = JCS_UNKNOWN;
  jpeg_set_defaults(cinfo);
  SetTables(spec, cinfo);
  cinfo->arith_code = spec.arithmetic ? TRUE : FALSE;
  cinfo->optimize_coding = spec.arithmetic ? FALSE : TRUE;
  cinfo->write_JFIF_header = FALSE;
  cinfo->write_Adobe_marker = FALSE;
  cinfo->restart_interval = spec.num_restart_mcus;
  cinfo->restart_in_rows = static_cast<int>(spec.num_restart_rows);
  for (size_t i = 0; i < frame.components.size(); ++i) {
    jpeg_component_info& info = cinfo->comp_info[i];
    info.component_id = frame.components[i].id;
    info.h_samp_factor = frame.components[i].h;
    info.v_samp_factor = frame.components[i].v;
    info.quant_tbl_no = spec.quant_slots[i];
    info.dc_tbl_no = spec.dc_slots[i];
    info.ac_tbl_no = spec.ac_slots[i];
  }
}

jpeg_scan_info ScanInfo(const ScriptScan& scan) {
  jpeg_scan_info info{};
  info.comps_in_scan = static_cast<int>(scan.components.size());
  for (size_t i = 0; i < scan.components.size(); ++i) {
    info.component_index[i] = scan.components[i];
  }
  info.Ss = scan.ss;
  info.Se = scan.se;
  info.Ah = scan.ah;
  info.Al = scan.al;
  return info;
}

// A plane whose rows are put into libjpeg's order when it asks for them, so that it needs no copy
// of the whole plane. libjpeg knows it as one of its virtual arrays, which are opaque to it.
struct ServedPlane {
  const CoeffPlane* plane;
  JBLOCKARRAY rows;  // of one row of MCUs
};

// Takes the place of libjpeg's own access_virt_barray. libjpeg asks for the rows of one row of MCUs
// at a time, and only reads them.
JBLOCKARRAY ServeRows(j_common_ptr cinfo, jvirt_barray_ptr array, JDIMENSION start_row,
                      JDIMENSION num_rows, boolean writable) {
  const auto* served = reinterpret_cast<const ServedPlane*>(array);
  const CoeffPlane& plane = *served->plane;
  if (writable || start_row > plane.height_blocks || num_rows > plane.height_blocks - start_row) {
    JumpOutOfLibjpeg(cinfo);
  }
  for (JDIMENSION y = 0; y < num_rows; ++y) {
    CopyToLibjpeg(plane.Block(start_row + y, 0), served->rows[y], plane.width_blocks);
  }
  return served->rows;
}

void ServePlanes(const Frame& frame, const CoeffPlane* planes, jpeg_compress_struct* cinfo,
                 ServedPlane* served, jvirt_barray_ptr* arrays) {
  for (size_t i = 0; i < frame.components.size(); ++i) {
    served[i].plane = &planes[i];
    served[i].rows =
        cinfo->mem->alloc_barray(reinterpret_cast<j_common_ptr>(cinfo), JPOOL_IMAGE,
                                 planes[i].width_blocks, JDIMENSION{frame.components[i].v});
    arrays[i] = reinterpret_cast<jvirt_barray_ptr>(&served[i]);
  }
  cinfo->mem->access_virt_barray = ServeRows;
}

bool WriteWithLibjpeg(const Frame& frame, const LibjpegFile& spec, const CoeffPlane* planes,
                      const std::vector<jpeg_scan_info>& script, BoundedDestination* destination) {
  jpeg_compress_struct cinfo;
  LibjpegErrors errors;
  ServedPlane served[kMaxComponents] = {};
  jvirt_barray_ptr arrays[kMaxComponents] = {};
  cinfo.err = SetUpLibjpegErrors(&errors);
  if (setjmp(errors.jump) != 0) {
    jpeg_destroy_compress(&cinfo);
    return false;
  }
  jpeg_create_compress(&cinfo);
  destination->base.init_destination = StartOutput;
  destination->base.empty_output_buffer = GrowOutput;
  destination->base.term_destination = EndOutput;
  cinfo.dest = &destination->base;
  PollingProgress progress = {{Poll, 0, 0, 0, 0}, spec.monitor};
  cinfo.progress = &progress.base;
  GrowOutput(&cinfo);
  SetFrame(frame, spec, &cinfo);
  cinfo.scan_info = script.data();
  cinfo.num_scans = static_cast<int>(script.size());
  ServePlanes(frame, planes, &cinfo, served, arrays);
  jpeg_write_coefficients(&cinfo, arrays);
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  return true;
}

}  // namespace

Result<Bytes> WriteLibjpegFile(const Frame& frame, const LibjpegFile& spec,
                               std::span<const CoeffPlane> planes, uint64_t max_bytes) {
  const Error unsupported{ErrorCode::kUnsupported, 0, "scans that libjpeg does not write"};
  if (frame.precision != 8) return unsupported;
  std::vector<jpeg_scan_info> script;
  for (const ScriptScan& scan : spec.scans) script.push_back(ScanInfo(scan));
  BoundedDestination destination{};
  destination.max_size =
      static_cast<size_t>(max_bytes < SIZE_MAX / 4 ? max_bytes + kHeaderRoom : SIZE_MAX / 4);
  const bool written = WriteWithLibjpeg(frame, spec, planes.data(), script, &destination);
  const std::unique_ptr<uint8_t, decltype(&std::free)> owner(destination.bytes, &std::free);
  if (!written) return unsupported;
  return Bytes(destination.bytes, destination.bytes + destination.size);
}

}  // namespace jackdaw::jpeg
