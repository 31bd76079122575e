// The native half of the Python package: jackdaw._native. It is private; the package gives it
// types, documentation and paths.
#include <fcntl.h>
#include <pybind11/pybind11.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "jackdaw/version.h"
#include "python/module/call.h"

namespace jackdaw::python {

namespace py = pybind11;

CallOptions CallOptions::Of(const py::dict& options) {
  return {.threads = options["threads"].cast<int>(),
          .memory_limit = options["memory_limit"].cast<uint64_t>(),
          .kernels = options["kernels"].cast<std::string>(),
          .progress = options["progress"],
          .cancel = options["cancel"]};
}

namespace {

// rename(2), but for a target that exists: FileExistsError. File systems that do not know how (NFS,
// some FUSE) are asked for a hard link, which has the same meaning.
void RenameNoReplace(const py::bytes& from_name, const py::bytes& to_name) {
  const std::string from = from_name, to = to_name;
  int error = 0;
  {
    const py::gil_scoped_release release;
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
      error = errno;
      if (error == EINVAL || error == ENOSYS) {
        error = link(from.c_str(), to.c_str()) != 0 || unlink(from.c_str()) != 0 ? errno : 0;
      }
    }
  }
  if (error == 0) return;
  errno = error;
  PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError,
                                       py::module_::import("os").attr("fsdecode")(to_name).ptr());
  throw py::error_already_set();
}

py::dict BuildInfoDict() {
  const BuildInfo info = GetBuildInfo();
  py::dict models;
  for (const BuildInfo::Model& model : info.models) models[model.preset] = model.id.data();
  py::dict out;
  out["version"] = info.version;
  out["commit"] = info.commit;
  out["kernels"] = info.kernels;
  out["models"] = models;
  return out;
}

}  // namespace
}  // namespace jackdaw::python

PYBIND11_MODULE(_native, module) {
  module.doc() = "The native half of the package jackdaw. Private.";
  module.def("rename_no_replace", &jackdaw::python::RenameNoReplace);
  module.def("build_info", &jackdaw::python::BuildInfoDict);
  jackdaw::python::AddCodec(&module);
  jackdaw::python::AddEncode(&module);
  jackdaw::python::AddInfo(&module);
  jackdaw::python::AddPictures(&module);
}
