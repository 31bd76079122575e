// What restoration gains: pictures through JPEG and the library, as its users have it.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_EVALUATE_H_
#define JACKDAW_APPS_TRAIN_RESTORE_EVALUATE_H_

#include <string>
#include <vector>

namespace jackdaw::train {

struct EvaluateOptions {
  std::vector<std::string> pictures;  // files and folders
  std::vector<int> qualities = {10, 20, 40, 75};
  std::string sampling = "luma";  // luma, 4:2:0, 4:2:2, 4:4:4
  std::string restore;            // a file of networks (.jkr); empty: those that ship
  bool all_orientations = false;  // luma restored by the mean over all of them
  std::string texture;            // a file of networks (.jkr); empty: none
  bool each = false;              // a line per picture, too
};

// Prints a table: PSNR of what is decoded plainly, restored and, with networks for it, textured,
// mean over the pictures; the gain of the picture that restoration gains least; what share of the
// pristine picture's energy above half the Nyquist frequency (high_energy.h, of luma) each has; and
// how fast one thread restores. Throws std::runtime_error.
void EvaluateRestoration(const EvaluateOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_EVALUATE_H_
