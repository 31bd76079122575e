#include "apps/jackdaw/flags/manual_text.h"

namespace jackdaw::app {
namespace {

ManualSection CheckSection() {
  return {"CHECK", false, R"(
The catalogue of a tree says which pictures were there, with sizes, times and content hashes.
`check` compares the tree with it. A picture is *damaged* if a file of it is not what was written,
*missing* if nothing is left of it, or only a lossy copy of what was exact, and *changed* if it is
another picture than before, or than its *.jkd* file holds. It may pass from the original to a *.jkd*
file and back. Pictures that are *new*, *not compressed*, or only there with a loss are counted.

What is well enters the catalogue in each run. What is not stays there as it was: every later run
reports it again until it is restored or accepted with `--update`. Damage is reported until the file
is sound again, whatever the options. A run that is killed leaves a catalogue that can be used.

Exit status: 0 if all is well, 1 if the check was not complete (something could not be read, the
catalogue is of no use, or there are no pictures), 2 for a usage error; otherwise the worst that was
found: 3 for damaged, 4 for missing and 5 for changed pictures, and 6, with `--strict`, for pictures
that are not compressed or not exact.
)"};
}

ManualSection MountSection() {
  return {"MOUNT", false, R"(
Files have the names, sizes, times, permissions, owners and extended attributes of the originals:
*photo.jpg.jkd* and *photo.jpg.lossy.jkd* show as *photo.jpg*. A plain file hides a *.jkd* of its
name, and an exact *.jkd* a lossy one. Times of directories are those in *TREE*, which change when
files in it are compressed. Nothing can be written.

A file is decoded when it is read, not when it is listed, and stays in memory (`--cache-size`).
While one is read, the next *.jkd* in order of names is decoded ahead. Reading a damaged file fails
with an input/output error and a line in the log; no wrong byte is ever read. *TREE* may change
meanwhile: files that are compressed, restored or replaced are found under the same names.

The command ends when *DIR* is unmounted (`fusermount3 -u` *DIR*, or `umount` *DIR*), and unmounts
it on Ctrl-C, SIGTERM and SIGHUP.
)"};
}

ManualSection ExamplesSection() {
  return {"EXAMPLES", false, R"(
    jackdaw compress photo.jpg
    jackdaw compress --remove-original ~/Photos
    jackdaw compress --journal run.journal --resume ~/Photos
    jackdaw verify --remove-original ~/Photos
    jackdaw decompress -o restored ~/Photos
    jackdaw decompress --pixels photo.png photo.jpg.jkd
    jackdaw decompress --pixels png -o pictures ~/Photos
    curl -s https://example.com/a.jpg | jackdaw compress - > a.jpg.jkd
    jackdaw compress --quality 80 ~/Photos
    jackdaw compress --target-size 100K -o small.jkd photo.jpg
    jackdaw transcode --quality 80 -o smaller/ ~/Photos
    jackdaw transcode --target-size 200K -o small.jpg photo.jpg
    jackdaw encode --quality 80 -o jpegs/ ~/Scans
    jackdaw encode --format jkd --target-size 200K scan.png
    jackdaw check -q /srv/photos
    jackdaw check --deep /srv/photos
    jackdaw list --sort saved --reverse /srv/photos
    jackdaw info --json photo.jpg.jkd | jq .files[0].info.sections
    jackdaw sweep --pristine originals -o report ~/Photos
    jackdaw mount ~/Photos ~/originals
    fusermount3 -u ~/originals
    jackdaw serve ~/Photos
    jackdaw serve --address 0.0.0.0 --port 8000 --log access.log ~/Photos
)"};
}

}  // namespace

const std::vector<ManualSection>& SectionsBeforeOptions() {
  static const std::vector<ManualSection> sections = {
      {"Which files", true, R"(
A *path* is a file, a directory, or `-` alone for standard input. A file named on the command line is
always processed. Directories are searched recursively for names that end, in upper or lower case, in
*.jpg .jpeg .jpe .jif .jfif .jfi .mpo .jps* or *.insp* (`compress`, `transcode`), in *.jkd*
(`decompress`, `verify`), or in any of these (`info`). With `--pixels`, `decompress` also accepts JPEG
files that are named on the command line. Other files, symbolic links and special files in
directories are skipped and counted. An output directory inside an input directory is not searched.

Named pipes, devices and sockets on the command line are errors. `-` reads from any kind of standard
input, and so does */dev/fd/N*, which shells create for *<(command)*.
)"},
      {"Which outputs", true, R"(
*photo.jpg* becomes *photo.jpg.jkd* beside it, or *photo.jpg.lossy.jkd* with a loss, and back. A
*.jkd* file whose name does not say what it holds (*small.jkd*, or a name without that ending) is
decompressed to the name stored in it (`--store-name`); without a stored name, *.jpg* is added to a
JPEG. `compress` stores names that have no ending, and those that are too long and have to be cut.
Standard input is written to standard output unless `-o` names a file.

The modification time, the permissions, extended attributes and, as far as the system allows, the
owner and access control lists of a file are preserved both ways. Hard links become separate files.
)"},
  };
  return sections;
}

const std::vector<ManualSection>& SectionsAfterOptions() {
  static const std::vector<ManualSection> sections = {
      {"SWEEP", false, R"(
Codecs: `input` (the JPEG as it is), `jackdaw-lossless-fast`, `jackdaw-lossless-balanced`,
`jackdaw-lossless-default` and `jackdaw-lossless-parallel`, `jackdaw-lossy` (`compress` with a loss, decoded by
`--pixels --plain`), `jackdaw-transcode`, `cjpeg`, `cjpeg-progressive`, `cjpeg+jackdaw` (encoded
again, then packed without loss), `mozjpeg`, `cjpegli`, `cjxl`, `cjxl-jpeg` (JPEG XL that keeps the
JPEG), `cwebp` and `avifenc`; and, where `--codecs` names them, `jackdaw-input-restored`,
`jackdaw-lossy-restored`, `jackdaw-input-texture` and `jackdaw-lossy-texture`, with pixels as
`--pixels` and `--pixels --texture` show them. Programs are searched in `PATH`.

Measures: PSNR of luma and of RGB; MS-SSIM of luma, and the mean of those of Cb and Cr, from 161
pixels a side; SSIMULACRA2 and Butteraugli if `ssimulacra2` and `butteraugli_main` are installed. All compare with the pixels of the
input JPEG, and also with the pristine picture if it is known. Times are processor seconds.
)"},
      CheckSection(),
      MountSection(),
      {"EXIT STATUS", false, R"(
0 if all went well. 1 if some file failed (the others are processed all the same), or if the result
could not be written to standard output. 2 for a usage error; then nothing was done. `check` has
more (see *CHECK* above).

SIGINT, SIGTERM and SIGHUP end a run: temporary files are removed, and the summary, the JSON and the
journal of what was done so far are completed.

Messages that cannot be written to standard error are lost, but do not stop the run.
)"},
      {"FILES", false, R"(
Each output is written to a temporary file *.jackdaw-PID-RANDOM-PROOF.tmp* in its directory, flushed
to disk, and then renamed: no half-written file ever has a final name. Runs that are interrupted
remove their temporary files. If a run is killed outright, its temporary files stay until a later run
writes to the same directory and removes them, after a minute at the earliest. *PROOF* is computed
from the rest of the name and from the inode number of the file, so a file that only looks like a
temporary file, or is a copy of one, is never removed.

Names that begin with *.jackdaw-* and end in *.tmp* are reserved for these files: no output gets such
a name, and a name stored in a *.jkd* file is ignored if it has this form.
)"},
      {"SHELL COMPLETION", false, R"(
`jackdaw generate bash`, `jackdaw generate zsh` and `jackdaw generate fish` print completions for
these shells, for use where they are not installed with the program. `jackdaw generate man` prints
this page.
)"},
      ExamplesSection(),
  };
  return sections;
}

}  // namespace jackdaw::app
