package org.bailiwick.policy.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threat 62: a policy that nests too deeply is refused, and does not end the process. */
class NestingBoundsTest {
  private static final int SMALL_STACK = 512 * 1024;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"(|true|)", "[|true|]", "true && ||true", "true + ||1", "if true then ||true"})
  void refusesWhatNestsTooDeeply(String before, String middle, String after) {
    String deep =
        "permit (principal, action, resource) when { "
            + before.repeat(20_000)
            + (middle == null ? "true" : middle)
            + (after == null ? "" : after.repeat(20_000))
            + " };";
    assertThatThrownBy(() -> PolicyText.parse(deep)).isInstanceOf(UnreadablePolicyException.class);
  }

  @Test
  void whatIsWithinTheBoundsIsReadOnASmallStack() throws Exception {
    String brackets =
        "permit (principal, action, resource) when { %strue%s };"
            .formatted("(".repeat(24), ")".repeat(24));
    String chain =
        "forbid (principal, action, resource) when { %strue };".formatted("true && ".repeat(290));
    AtomicReference<Object> read = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                read.set(PolicyText.parse(brackets + "\n" + chain).size());
              } catch (UnreadablePolicyException e) {
                read.set(e);
              }
            },
            "small-stack",
            SMALL_STACK);
    thread.start();
    thread.join();
    assertThat(read.get()).isEqualTo(2);
  }

  @Test
  void bracketsInTextsAndCommentsAreNoNesting() {
    String policies =
        "// "
            + "(".repeat(1_000)
            + "\n"
            + "permit (principal, action, resource) when { \""
            + "(\\\"".repeat(1_000)
            + "\" == \"a\" };";
    assertThatCode(() -> NestingBounds.require(policies)).doesNotThrowAnyException();
  }
}
