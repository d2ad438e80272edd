package org.bailiwick.master.resultaccess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-9, 0, 10",
    "bytes=3-5, 3, 6",
    "bytes=3-, 3, 10",
    "bytes=3-99, 3, 10",
    "bytes=-4, 6, 10",
    "bytes=-99, 0, 10"
  })
  void namesAPartOfTheResult(String field, long from, long end) {
    assertThat(ByteRange.find(field, 10)).contains(new ByteRange(from, end));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "bytes=-",
        "bytes=10-",
        "bytes=5-3",
        "bytes=-0",
        "bytes=0-1,3-4",
        "lines=0-1",
        "bytes= 0-1",
        "bytes=a-b",
        "bytes=0-1234567890123456",
        "bytes=--1"
      })
  void isIgnoredOtherwise(String field) {
    assertThat(ByteRange.find(field, 10)).isEmpty();
  }

  @Test
  void saysWhichPartItIs() {
    assertThat(new ByteRange(3, 6).contentRange(10)).isEqualTo("bytes 3-5/10");
  }
}
