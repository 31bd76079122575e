// The groups of flags, a file each; flag.h has the whole table.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_GROUPS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_GROUPS_H_

#include "apps/jackdaw/flags/flag.h"

namespace jackdaw::app {

// Of DecompressFlags and SweepFlags.
Flag RestoreFlag();
Flag TextureFlag();
Flag SweepTextureFlag();
// Of LossFlags.
Flag AttentionFlag();
Flag RefineFlag();

FlagGroup CommonFlags();
FlagGroup SelectionFlags();
FlagGroup RunFlags();
FlagGroup OutputFlags();
FlagGroup LossFlags();
FlagGroup CompressFlags();
FlagGroup DecompressFlags();
FlagGroup VerifyFlags();
FlagGroup InfoFlags();
FlagGroup TranscodeFlags();
FlagGroup EncodeFlagGroup();
FlagGroup SweepFlags();
FlagGroup CheckFlags();
FlagGroup ListFlags();
FlagGroup MountFlags();
FlagGroup ServeFlags();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_GROUPS_H_
