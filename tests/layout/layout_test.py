#!/usr/bin/env python3
"""The checks of .ci/check_layout.py find what they are for, in small trees made here."""
import os
import subprocess
import sys
import tempfile
import unittest

CHECKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.ci/check_layout.py")
TABLE = "base:\nentropy: base\ncodec: base entropy\ncodec/include: base\ntests: *\nbench: * tests/support\n"


class LayoutTest(unittest.TestCase):
    def check(self, files, table=TABLE):
        """Status and output for a tree of {path: names that it includes}."""
        with tempfile.TemporaryDirectory() as root:
            for path, includes in {"base/a.h": [], **files}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.writelines(f'#include "{name}"\n' for name in includes)
            with open(os.path.join(root, "table.txt"), "w", encoding="utf-8") as file:
                file.write(table)
            done = subprocess.run([sys.executable, CHECKER, root, os.path.join(root, "table.txt")],
                                  capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr

    def accepts(self, files, table=TABLE):
        status, output = self.check(files, table)
        self.assertEqual(status, 0, output)

    def refuses(self, wanted, files, table=TABLE):
        status, output = self.check(files, table)
        self.assertEqual(status, 1, output)
        self.assertIn(wanted, output)
        self.assertIn(" 1 faults", output)

    def test_arrows_of_the_table(self):
        self.accepts({"entropy/b.h": ["base/a.h"], "codec/c.cc": ["base/a.h", "entropy/b.h"]})

    def test_arrow_upwards(self):
        self.refuses("base -> entropy is not in the table",
                     {"entropy/b.h": [], "base/a.cc": ["base/a.h", "entropy/b.h"]})

    def test_longest_folder_decides(self):
        self.accepts({"codec/jpeg/d.h": ["entropy/b.h"], "entropy/b.h": []})
        self.refuses("codec/include -> entropy is not in the table",
                     {"codec/include/jackdaw/d.h": ["entropy/b.h"], "entropy/b.h": []})

    def test_public_header_by_its_short_name(self):
        self.refuses("entropy -> codec/include is not in the table",
                     {"codec/include/jackdaw/d.h": [], "entropy/b.cc": ["jackdaw/d.h"]})

    def test_commented_include_does_not_count(self):
        self.accepts({"entropy/b.h": [], 'base/a.cc': ['base/a.h"\n// #include "entropy/b.h']})

    def test_no_file_of_the_project(self):
        self.refuses("includes a.h, which is no file", {"base/b.h": ["a.h"]})

    def test_folder_without_a_row(self):
        self.refuses("is in no folder of the table", {"codec2/c.h": []}, TABLE + "codec2/deep:\n")

    def test_files_in_a_circle(self):
        self.refuses("base/b.h -> base/c.h -> base/d.h -> base/b.h",
                     {"base/b.h": ["base/c.h"], "base/c.h": ["base/d.h"], "base/d.h": ["base/b.h"]})

    def test_circle_in_the_table(self):
        self.refuses("circle in the table", {}, "base: entropy\nentropy: base\n")

    def test_table_allows_a_folder_without_a_row(self):
        self.refuses("which has no row", {}, "base: entropy\n")

    def test_tests_and_benchmarks(self):
        self.accepts({"tests/support/s.h": ["base/a.h"], "tests/base/t.cc": ["tests/support/s.h"],
                      "bench/b.cc": ["tests/support/s.h", "base/a.h"]})
        self.refuses("bench -> tests is not in the table",
                     {"tests/base/t.h": [], "bench/b.cc": ["tests/base/t.h"]})
        self.refuses("codec -> tests is not in the table",
                     {"tests/base/t.h": [], "codec/c.cc": ["tests/base/t.h"]})

    def test_decoder_includes_encoder(self):
        self.refuses("codec/dec_a.h -> codec/b.h -> codec/enc_c.h",
                     {"codec/dec_a.h": ["codec/b.h"], "codec/b.h": ["codec/enc_c.h"],
                      "codec/enc_c.h": []})

    def test_decoder_links_encoder(self):
        self.refuses("codec/dec_a.cc -> codec/b.h -> codec/b.cc -> codec/enc_c.h",
                     {"codec/dec_a.cc": ["codec/b.h"], "codec/b.h": [],
                      "codec/b.cc": ["codec/b.h", "codec/enc_c.h"], "codec/enc_c.h": []})

    def test_encoder_may_use_decoder(self):
        self.accepts({"codec/dec_a.h": [], "codec/enc_c.cc": ["codec/dec_a.h"]})

    def test_tests_of_decoders_may_encode(self):
        self.accepts({"codec/enc_c.h": [], "tests/codec/dec_a_test.cc": ["codec/enc_c.h"]})

    def test_no_files(self):
        status, _ = self.check({}, "entropy:\n")
        self.assertEqual(status, 1)


if __name__ == "__main__":
    unittest.main()
