// A directory of files for tests of archive/, gone with the object.
#ifndef JACKDAW_TESTS_ARCHIVE_TEST_TREE_H_
#define JACKDAW_TESTS_ARCHIVE_TEST_TREE_H_

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace jackdaw::archive {

class TestTree {
 public:
  TestTree();
  TestTree(const TestTree&) = delete;
  TestTree& operator=(const TestTree&) = delete;
  ~TestTree();

  const std::string& root() const { return root_; }
  std::string PathOf(const std::string& path) const { return root_ + "/" + path; }
  // Makes the directories of the path, too.
  void Write(const std::string& path, ByteSpan bytes) const;
  void MakeDirectory(const std::string& path) const;
  void Link(const std::string& target, const std::string& path) const;
  void Remove(const std::string& path) const;
  void Rename(const std::string& from, const std::string& to) const;

 private:
  std::string root_;
};

Bytes TextBytes(const std::string& text);
// A small photograph; another seed gives another one.
Bytes MakeJpeg(uint64_t seed = 1);
// The .jkd of any bytes.
Bytes Pack(const Bytes& original, const std::string& stored_name = {});
// The .jkd of a JPEG with a loss, and what it decodes to.
struct LossyPair {
  Bytes jkd, decoded;
};
LossyPair PackWithLoss(const Bytes& jpeg);

}  // namespace jackdaw::archive

#endif  // JACKDAW_TESTS_ARCHIVE_TEST_TREE_H_
