// Errors of the library as exceptions of the package (jackdaw/_errors.py).
#ifndef JACKDAW_PYTHON_MODULE_ERRORS_H_
#define JACKDAW_PYTHON_MODULE_ERRORS_H_

#include "jackdaw/result.h"

namespace jackdaw::python {

// Throws the Python exception that stands for the error. REQUIRES: the GIL.
[[noreturn]] void Raise(const Error& error);

}  // namespace jackdaw::python

#endif  // JACKDAW_PYTHON_MODULE_ERRORS_H_
