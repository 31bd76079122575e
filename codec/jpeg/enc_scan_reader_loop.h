// What the readers of all kinds of scans have in common: runs of MCUs, restart markers, damage.
#ifndef JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_
#define JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_

#include "codec/jpeg/enc_scan_reader.h"
#include "codec/jpeg/enc_scan_resume.h"

namespace jackdaw {

// The start of an MCU, to come back to.
struct McuStart {
  uint32_t mcu = 0;
  ScanBitReader::Checkpoint checkpoint;
};

// Coder:
//   Reset(): at each start of a run or a restart interval.
//   BeginMcu(const McuStart&).
//   bool ReadBlock(ScanBitReader&, slot, block, block_index): false at damage.
//   bool Pending(): an EOB run reaches beyond the last MCU read.
//   const McuStart& run_start(): REQUIRES Pending(): the MCU where that run began.
//   const McuStart& damage_start(const McuStart& start): where to stop when the MCU that began at
//     `start` could not be read: there, or where the EOB run began that covers it.
//   Undo(block): takes out of a block what this scan wrote, or nothing if it wrote nothing yet.
//   Forget(block_index): drops all facts about blocks from there on.
//   MoveFacts(ScanFacts*): odd blocks and EOB run breaks.
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
  void ReadRuns() {
    uint32_t mcu = 0;
    for (;;) {
      ScanRun run;
      run.mcu_begin = mcu;
      mcu = ReadRun(mcu);
      run.mcu_end = mcu;
      const size_t stop = reader_.position();
      runs_.push_back(run);
      stops_.push_back(stop);
      if (mcu == geometry_.num_mcus()) return;
      const auto resume = FindResumePoint(input_.file, stop, mcu, interval_, geometry_.num_mcus());
      if (!resume.has_value()) return;
      runs_.back().raw = input_.file.subspan(stop, resume->pos - stop);
      reader_.JumpTo(resume->pos);
      mcu = resume->mcu;
    }
  }

  // Reads MCUs from `mcu` on and returns the first that was not read. The reader is byte-aligned
  // afterwards.
  uint32_t ReadRun(uint32_t mcu) {
    const uint32_t begin = mcu;
    const uint32_t num_mcus = geometry_.num_mcus();
    coder_.Reset();
    cursor_.Seek(mcu);
    uint32_t next_restart = interval_ == 0 ? num_mcus : NextRestart(begin);
    for (; mcu < num_mcus; ++mcu) {
      if (mcu == next_restart) {
        if (coder_.Pending()) return StopAt(coder_.run_start(), mcu);
        padding_.Add(reader_.AlignToByte());
        if (!SkipRestartMarker(mcu)) return mcu;
        coder_.Reset();
        next_restart = NextRestart(mcu);
      }
      const McuStart start{mcu, reader_.Save()};
      coder_.BeginMcu(start);
      if (!ReadMcu(mcu) || reader_.Overrun()) {
        return StopAt(coder_.damage_start(start), mcu + 1);
      }
      cursor_.Next();
    }
    if (coder_.Pending()) return StopAt(coder_.run_start(), mcu);
    padding_.Add(reader_.AlignToByte());
    return mcu;
  }

  bool ReadMcu(uint32_t mcu) {
    const auto blocks = geometry_.blocks();
    uint64_t block_index = uint64_t{mcu} * blocks.size();
    for (const McuBlock& block : blocks) {
      if (!coder_.ReadBlock(reader_, block.slot, cursor_.Block(block), block_index++)) return false;
    }
    return true;
  }

  // Gives up all MCUs from `start` to before `end`.
  uint32_t StopAt(const McuStart& start, uint32_t end) {
    UndoMcus(start.mcu, end);
    reader_.Restore(start.checkpoint);
    padding_.Add(reader_.AlignToByte());
    return start.mcu;
  }

  void UndoMcus(uint32_t begin, uint32_t end) {
    coder_.Forget(uint64_t{begin} * geometry_.blocks().size());
    cursor_.Seek(begin);
    for (uint32_t mcu = begin; mcu < end; ++mcu) {
      for (const McuBlock& block : geometry_.blocks()) coder_.Undo(cursor_.Block(block));
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
      for (size_t pos = begin; pos + 1 < stops_[i]; ++pos) {
        if (input_.file[pos] != 0xFF) continue;
        const uint8_t next = input_.file[pos + 1];
        if (next != 0x00 && next < kFirstScanMarker) {
          facts->patches.push_back({pos + 1 - input_.begin, next});
        }
      }
      begin = stops_[i] + runs_[i].raw.size();
    }
  }

  const ScanReaderInput& input_;
  const ScanGeometry& geometry_;
  Coder& coder_;
  ScanBitReader reader_;
  BlockCursor<CoeffPlane> cursor_;
  uint32_t interval_;
  PaddingLog padding_;
  std::vector<ScanRun> runs_;
  std::vector<size_t> stops_;  // where each run's bytes end
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_JPEG_ENC_SCAN_READER_LOOP_H_
