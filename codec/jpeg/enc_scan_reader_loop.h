// What the readers of all kinds of scans have in common: runs of MCUs, restart markers, damage.
#ifndef JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_
#define JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_

#include <cstring>
#include <utility>
#include <vector>

#include "codec/jpeg/enc_scan_reader.h"
#include "codec/jpeg/enc_scan_resume.h"

namespace jackdaw::jpeg {

// The start of an MCU, to come back to.
struct McuStart {
  uint32_t mcu = 0;
  ScanBitReader::Checkpoint checkpoint;
};

// Coder:
//   Reset(): at each start of a run or a restart interval.
//   uint32_t ReadMcus(ScanBitReader&, BlockCursor<CoeffPlane>&, mcu, end): reads MCUs from `mcu`
//   on,
//     where the cursor stands, up to `end`; moves the cursor. Returns `end`, or the MCU that could
//     not be read.
//   bool Pending(): an EOB run reaches beyond the last MCU read.
//   const McuStart& run_start(): REQUIRES Pending(): the MCU where that run began.
//   const McuStart& damage_start(): where to stop when an MCU could not be read: at its start, or
//     where the EOB run began that covers it.
//   Undo(block, plane_index): takes out of a block what this scan wrote, or nothing if it wrote
//     nothing yet.
//   Forget(block_index): drops all facts about blocks from there on.
//   MoveFacts(ScanFacts*): odd blocks and EOB run breaks.
// ReadMcus of coders that read block by block, by
//   bool ReadBlock(ScanBitReader&, slot, block, block_index): false at damage.
// Sets *start to the start of the last MCU begun.
template <class Coder>
uint32_t ReadMcusByBlocks(const ScanGeometry& geometry, Coder& coder, ScanBitReader& reader,
                          BlockCursor<CoeffPlane>& cursor, uint32_t mcu, uint32_t end,
                          McuStart* start) {
  const auto blocks = geometry.blocks();
  uint64_t block_index = uint64_t{mcu} * blocks.size();
  ScanBitReader local = reader;  // in registers
  bool ok = true;
  while (mcu < end) {
    *start = {mcu, local.Save()};
    for (size_t i = 0; i < blocks.size() && ok; ++i) {
      ok = coder.ReadBlock(local, blocks[i].slot, cursor.Block(i), block_index++);
    }
    if (!ok || local.Overrun()) break;
    cursor.Next();
    ++mcu;
  }
  reader = local;
  return mcu;
}

template <class Coder>
class ScanReaderLoop {
 public:
  ScanReaderLoop(const ScanReaderInput& input, const ScanGeometry& geometry, Coder& coder)
      : input_(input),
        geometry_(geometry),
        coder_(coder),
        reader_(input.file, input.begin),
        cursor_(geometry, input.scan, input.planes),
        interval_(input.scan.restart_interval) {}

  ScanReadResult Read() {
    ReadRuns();
    // DRI without any restart marker: some encoders announce what they never send.
    if (interval_ != 0 && runs_.size() == 1 && runs_[0].mcu_end == interval_ &&
        interval_ < geometry_.num_mcus()) {
      StartAgain(0);
      ReadRuns();
      if (runs_[0].mcu_end <= input_.scan.restart_interval) {
        StartAgain(input_.scan.restart_interval);
        ReadRuns();
      }
    }
    return Finish();
  }

 private:
  // The monitor is asked that often: some milliseconds of reading.
  static constexpr uint32_t kMcusBetweenPolls = 1 << 13;

  void ReadRuns() {
    uint32_t mcu = 0;
    for (;;) {
      ScanRun run;
      run.mcu_begin = mcu;
      mcu = ReadRun(mcu);
      run.mcu_end = mcu;
      runs_.push_back(run);
      stops_.push_back(run_end_);
      if (mcu == geometry_.num_mcus() || IsCancelled(input_.monitor)) return;
      const auto resume =
          FindResumePoint(input_.file, reader_.position(), mcu, interval_, geometry_.num_mcus());
      if (!resume.has_value()) return;
      runs_.back().raw = input_.file.subspan(run_end_, resume->pos - run_end_);
      reader_.JumpTo(resume->pos);
      mcu = resume->mcu;
    }
  }

  // Reads MCUs from `mcu` on and returns the first that was not read. The reader is byte-aligned
  // afterwards, and run_end_ set.
  uint32_t ReadRun(uint32_t mcu) {
    const uint32_t num_mcus = geometry_.num_mcus();
    interval_begin_ = mcu;
    before_marker_ = reader_.position();
    coder_.Reset();
    cursor_.Seek(mcu);
    for (;;) {
      const uint32_t end = interval_ == 0 ? num_mcus : NextRestart(mcu);
      while (mcu != end) {
        const bool whole = input_.monitor == nullptr || end - mcu <= kMcusBetweenPolls;
        const uint32_t stop = whole ? end : mcu + kMcusBetweenPolls;
        mcu = coder_.ReadMcus(reader_, cursor_, mcu, stop);
        if (mcu != stop) return StopAt(coder_.damage_start(), mcu + 1);
        if (!Advance(input_.monitor, 0)) return StopAt(coder_.damage_start(), mcu);
      }
      if (coder_.Pending()) return StopAt(coder_.run_start(), mcu);
      padding_.Add(reader_.AlignToByte());
      run_end_ = reader_.position();
      if (mcu == num_mcus || !SkipRestartMarker(mcu)) return mcu;
      coder_.Reset();
    }
  }

  // Gives up all MCUs from `start` to before `end`.
  uint32_t StopAt(const McuStart& start, uint32_t end) {
    UndoMcus(start.mcu, end);
    reader_.Restore(start.checkpoint);
    padding_.Add(reader_.AlignToByte());
    // A run ends before the restart marker that no MCU of it follows.
    run_end_ = start.mcu == interval_begin_ ? before_marker_ : reader_.position();
    return start.mcu;
  }

  void UndoMcus(uint32_t begin, uint32_t end) {
    coder_.Forget(uint64_t{begin} * geometry_.blocks().size());
    cursor_.Seek(begin);
    for (uint32_t mcu = begin; mcu < end; ++mcu) {
      for (size_t i = 0; i < geometry_.blocks().size(); ++i) {
        coder_.Undo(cursor_.Block(i), cursor_.PlaneIndex(i));
      }
      cursor_.Next();
    }
  }

  void StartAgain(uint32_t interval) {
    for (const ScanRun& run : runs_) UndoMcus(run.mcu_begin, run.mcu_end);
    coder_.Forget(0);
    runs_.clear();
    stops_.clear();
    padding_ = PaddingLog();
    interval_ = interval;
    reader_.JumpTo(input_.begin);
  }

  uint32_t NextRestart(uint32_t mcu) const {
    const uint64_t next = (uint64_t{mcu} / interval_ + 1) * interval_;
    return next < geometry_.num_mcus() ? static_cast<uint32_t>(next) : geometry_.num_mcus();
  }

  bool SkipRestartMarker(uint32_t mcu) {
    const size_t pos = reader_.position();
    const uint32_t code = 0xD0 + ((mcu / interval_ - 1) & 7);
    if (input_.file.size() - pos < 2 || input_.file[pos] != 0xFF || input_.file[pos + 1] != code) {
      return false;
    }
    interval_begin_ = mcu;
    before_marker_ = pos;
    reader_.JumpTo(pos + 2);
    return true;
  }

  ScanReadResult Finish() {
    ScanReadResult result;
    result.num_mcus = geometry_.num_mcus();
    // A last run without MCUs says nothing: its raw bytes can as well stay in the skeleton.
    while (runs_.size() > 1 && runs_.back().mcu_begin == runs_.back().mcu_end) {
      runs_.pop_back();
      stops_.pop_back();
    }
    runs_.back().raw = {};
    result.end = stops_.back();
    for (const ScanRun& run : runs_) result.num_mcus_read += run.mcu_end - run.mcu_begin;
    coder_.MoveFacts(&result.facts);
    padding_.Finish(&result.facts);
    FindPatches(&result.facts);
    result.facts.ignore_restarts = interval_ != input_.scan.restart_interval;
    if (runs_.size() > 1 || runs_[0].mcu_end != geometry_.num_mcus()) {
      result.facts.runs = std::move(runs_);
    }
    return result;
  }

  // Damaged stuffing: the writer writes FF 00 there.
  void FindPatches(ScanFacts* facts) const {
    size_t begin = input_.begin;
    for (size_t i = 0; i < runs_.size(); ++i) {
      FindPatchesOfRun(begin, stops_[i], facts);
      begin = stops_[i] + runs_[i].raw.size();
    }
  }

  void FindPatchesOfRun(size_t begin, size_t end, ScanFacts* facts) const {
    for (size_t pos = begin; pos + 1 < end; ++pos) {
      const void* ff = std::memchr(input_.file.data() + pos, 0xFF, end - 1 - pos);
      if (ff == nullptr) return;
      pos = static_cast<size_t>(static_cast<const uint8_t*>(ff) - input_.file.data());
      const uint8_t next = input_.file[pos + 1];
      if (next != 0x00 && next < kFirstScanMarker) {
        facts->patches.push_back({pos + 1 - input_.begin, next});
      }
    }
  }

  const ScanReaderInput& input_;
  const ScanGeometry& geometry_;
  Coder& coder_;
  ScanBitReader reader_;
  BlockCursor<CoeffPlane> cursor_;
  uint32_t interval_;
  uint32_t interval_begin_ = 0;  // first MCU after the last restart marker or of the run
  size_t before_marker_ = 0;     // where that marker stands, or the run begins
  size_t run_end_ = 0;           // where the bytes of the last run end
  PaddingLog padding_;
  std::vector<ScanRun> runs_;
  std::vector<size_t> stops_;  // where each run's bytes end
};

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_
