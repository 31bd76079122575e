# Builds for another processor with Debian's cross compiler and a folder of that processor's
# libraries (make_sysroot.sh). Everything is linked statically, so that qemu needs nothing else.
# Cache variables: JACKDAW_CROSS (aarch64, s390x), JACKDAW_CROSS_SYSROOT.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES JACKDAW_CROSS JACKDAW_CROSS_SYSROOT)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${JACKDAW_CROSS})
set(triplet ${JACKDAW_CROSS}-linux-gnu)
set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${JACKDAW_CROSS}-static)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)

# Libraries and headers from the folder only, programs from this machine only.
set(CMAKE_FIND_ROOT_PATH ${JACKDAW_CROSS_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${JACKDAW_CROSS_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
  ${JACKDAW_CROSS_SYSROOT}/usr/lib/${triplet}/pkgconfig:${JACKDAW_CROSS_SYSROOT}/usr/share/pkgconfig)
# jconfig.h is in the folder of the processor; the compiler's own C library comes with it.
include_directories(SYSTEM ${JACKDAW_CROSS_SYSROOT}/usr/include/${triplet}
  ${JACKDAW_CROSS_SYSROOT}/usr/include)
