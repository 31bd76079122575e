// How libjpeg reports errors here: by a jump back to the caller, without a word on stderr.
//
// Only for the files that call libjpeg. The jump must not pass anything with a destructor.
#ifndef JACKDAW_CODEC_JPEG_LIBJPEG_ERRORS_H_
#define JACKDAW_CODEC_JPEG_LIBJPEG_ERRORS_H_

#include <csetjmp>
#include <cstdio>

// jpeglib.h needs cstdio before it.
#include <jpeglib.h>

namespace jackdaw::jpeg {

struct LibjpegErrors {
  jpeg_error_mgr base;
  std::jmp_buf jump;
};

[[noreturn]] inline void JumpOutOfLibjpeg(j_common_ptr cinfo) {
  std::longjmp(reinterpret_cast<LibjpegErrors*>(cinfo->err)->jump, 1);
}

// For cinfo.err, before the object is created; then call setjmp(errors.jump).
inline jpeg_error_mgr* SetUpLibjpegErrors(LibjpegErrors* errors) {
  jpeg_error_mgr* base = jpeg_std_error(&errors->base);
  base->error_exit = JumpOutOfLibjpeg;
  base->emit_message = [](j_common_ptr, int) {};
  base->output_message = [](j_common_ptr) {};
  return base;
}

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_LIBJPEG_ERRORS_H_
