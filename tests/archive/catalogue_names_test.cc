#include "archive/catalogue_names.h"

#include <gtest/gtest.h>

#include "archive/original_name.h"

namespace jackdaw::archive {
namespace {

TEST(CatalogueNames, Forms) {
  struct Case {
    const char* path;
    const char* picture;
    Form form;
  };
  for (const Case& c : {Case{"a.jpg", "a.jpg", Form::kOriginal},
                        {"a.jpg.jkd", "a.jpg", Form::kJkd},
                        {"x/a.jpg.lossy.jkd", "x/a.jpg", Form::kLossyJkd},
                        {"a.jpg.JKD", "a.jpg", Form::kJkd},
                        {"a.jpg.lossy.JKD", "a.jpg", Form::kLossyJkd},
                        {"a.jpg.LOSSY.jkd", "a.jpg.LOSSY", Form::kJkd},
                        {"a.lossy", "a.lossy", Form::kOriginal},
                        {".jkd", ".jkd", Form::kOriginal},
                        {"x/.jkd", "x/.jkd", Form::kOriginal},
                        {".lossy.jkd", ".lossy", Form::kJkd},
                        {"x/.lossy.jkd", "x/.lossy", Form::kJkd},
                        {"a.jkd.jkd", "a.jkd", Form::kJkd},
                        {"jkd", "jkd", Form::kOriginal},
                        {"", "", Form::kOriginal}}) {
    SCOPED_TRACE(c.path);
    const FormName name = ParseFormName(c.path);
    EXPECT_EQ(name.picture, c.picture);
    EXPECT_EQ(name.form, c.form);
  }
}

TEST(CatalogueNames, ThereAndBack) {
  for (const Form form : {Form::kOriginal, Form::kJkd, Form::kLossyJkd}) {
    const FormName name = ParseFormName(PathOfForm("x/a.jpg", form));
    EXPECT_EQ(name.picture, "x/a.jpg");
    EXPECT_EQ(name.form, form);
  }
}

TEST(CatalogueNames, LongNamesAreCut) {
  const std::string name = "x/" + std::string(248, 'y') + ".jpg";
  for (const Form form : {Form::kJkd, Form::kLossyJkd}) {
    const std::string path = PathOfForm(name, form);
    EXPECT_EQ(path, "x/" + PackedName(name.substr(2), form == Form::kLossyJkd));
    // What is left says nothing of the whole, and comes back by itself.
    const FormName left = ParseFormName(path);
    EXPECT_EQ(left.form, form);
    EXPECT_EQ(PathOfForm(left.picture, form), path);
  }
  EXPECT_EQ(PathOfForm(name, Form::kOriginal), name);
}

}  // namespace
}  // namespace jackdaw::archive
