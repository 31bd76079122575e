#include "archive/catalogue_names.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace jackdaw::archive
