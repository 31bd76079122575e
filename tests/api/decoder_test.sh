#!/usr/bin/env bash
# decoder_test.sh SOURCE_DIR PROGRAM ARCHIVE: a program that links jackdaw::decoder alone decodes the
# golden files, and neither it nor the archive holds anything of an encoder.
set -euo pipefail

source_dir=$1
program=$2
archive=$3
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

"$program" "$source_dir"/tests/system/golden/*.jkd || fail "golden files"

# Encoders, and what they call of other libraries. libjpeg writes arithmetic-coded scans, so its
# writer (jpeg_write_coefficients) belongs to the decoder; its reader does not.
encoders='RangeEncoder|EncodeOps|ChooseOps|TrainOps|SplitJpeg|RunSplitPass|ReadScan\(|EncodeCoefficients'
encoders+='|EncodeChosen|EncodeFile|EncodeCodedJpeg|CutEmbedded|JpegFinder|TransformSkeleton'
encoders+='|FindPieces|EncodePieces|CompressLzma|Base64Finder|MakeCutting|WriteHead\('
encoders+='|lzma_raw_(buffer_encode|encoder)|lzma_lzma_preset'
encoders+='|CollectMetadata|LossyImage|ChosenImage|RateModel|Transcode\(|Compress\(|CompressLossy'
encoders+='|jackdaw_(compress|transcode|inspect)|ZSTD_(compress|createC|CCtx|freeC)'
encoders+='|jpeg_(read|mem_src|CreateDecompress|start_decompress|set_quality_default)'
for file in "$program" "$archive"; do
  # Undefined symbols count, too: who calls an encoder has one.
  if nm -C "$file" 2>/dev/null | grep -E "$encoders" >"${TMPDIR:-/tmp}/decoder_test.$$"; then
    fail "symbols of an encoder in $file:"
    head -20 "${TMPDIR:-/tmp}/decoder_test.$$"
  fi
  rm -f "${TMPDIR:-/tmp}/decoder_test.$$"
done
nm "$program" | grep RangeDecoder >/dev/null || fail "nm shows no symbols of $program"

# Files named enc_* are the encoder's. Where no other file includes one, none reaches one through
# others.
cd "$source_dir"
if grep -rnE '#include "([^"]*/)?enc_' --include='*.h' --include='*.cc' base entropy models codec |
  grep -vE '^([^:]*/)?enc_[^:/]*:'; then
  fail "the files above include the encoder's"
fi
exit "$failed"
