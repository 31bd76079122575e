"""What T.81 defines: the zigzag order, the tables of annex K."""

from data_files import array

# Zigzag position to natural position 8 v + u (T.81 figure 5).
NATURAL = sorted(range(64), key=lambda i: (
    i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
ZIGZAG = [NATURAL.index(i) for i in range(64)]

# T.81 Tables K.3, K.5, K.4, K.6 as a DHT segment has them: Tc Th, 16 counts, symbols. Read from the
# repository instead of typed again.
DC_LUMA = bytes(array("standard_tables", "kDcLuma"))
AC_LUMA = bytes(array("standard_tables", "kAcLuma"))
DC_CHROMA = bytes(array("standard_tables", "kDcChroma"))
AC_CHROMA = bytes(array("standard_tables", "kAcChroma"))
