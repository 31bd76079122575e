#include "codec/jpeg/enc_libjpeg_reader.h"

#include "codec/jpeg/libjpeg_errors.h"

namespace jackdaw::jpeg {
namespace {

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

// Between setjmp and the last libjpeg call there is nothing with a destructor in these functions.
bool ReadWithLibjpeg(ByteSpan file, const Frame& frame, CoeffPlane* planes) {
  jpeg_decompress_struct cinfo;
  LibjpegErrors errors;
  cinfo.err = SetUpLibjpegErrors(&errors);
  if (setjmp(errors.jump) != 0) {
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

}  // namespace

Status ReadLibjpegPlanes(ByteSpan file, const Frame& frame, std::vector<CoeffPlane>* planes) {
  if (!ReadWithLibjpeg(file, frame, planes->data())) {
    return Error{ErrorCode::kUnsupported, 0, "data that libjpeg does not read"};
  }
  return OkStatus();
}

}  // namespace jackdaw::jpeg
