package org.bailiwick.master.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;

class PointerTest {

  /** The examples of RFC 6901 section 5. */
  private static final String RFC =
      """
      {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}""";

  private static void finds(String pointer, String json) {
    assertThat(new Pointer(pointer).find(RFC)).as(pointer).hasValue(json);
  }

  @Test
  void findsTheExamplesOfTheStandard() {
    assertThat(new Pointer("").find(RFC)).hasValue(RFC);
    finds("/foo", "[\"bar\",\"baz\"]");
    finds("/foo/0", "\"bar\"");
    finds("/", "0");
    finds("/a~1b", "1");
    finds("/c%d", "2");
    finds("/e^f", "3");
    finds("/g|h", "4");
    finds("/i\\j", "5");
    finds("/k\"l", "6");
    finds("/ ", "7");
    finds("/m~0n", "8");
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    for (String pointer :
        new String[] {"/none", "/foo/2", "/foo/-", "/foo/00", "/foo/0/x", "//x"}) {
      assertThat(new Pointer(pointer).find(RFC)).as(pointer).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoPointerOrTooLong() {
    for (String text :
        new String[] {"foo", "/~", "/~2", "/\n", "/" + "x".repeat(200), "/x".repeat(17)}) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> new Pointer(text)).check())
          .isEqualTo("pointer-form");
    }
  }

  @Test
  void isTakenApartAndPutTogether() {
    Pointer pointer = new Pointer("/a~1b/c");
    assertThat(pointer.first()).hasValue("a/b");
    assertThat(pointer.rest()).isEqualTo(new Pointer("/c"));
    assertThat(new Pointer("/c").rest()).isEqualTo(Pointer.WHOLE);
    assertThat(Pointer.WHOLE.first()).isEmpty();
    assertThat(Pointer.WHOLE.rest()).isEqualTo(Pointer.WHOLE);
    assertThat(Pointer.to("x").then(pointer)).isEqualTo(new Pointer("/x/a~1b/c"));
  }
}
