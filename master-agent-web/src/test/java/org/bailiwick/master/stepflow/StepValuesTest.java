package org.bailiwick.master.stepflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepRequest;
import org.junit.jupiter.api.Test;

class StepValuesTest {
  private static final Map<String, String> RESULTS =
      Map.of("a", "{\"total\":12.50,\"lines\":[{\"n\":1},{\"n\":2}],\"ok\":true}");

  private static StepRequest step(String flow) {
    return JobRequest.parse(
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"b\",\"capability\":\"ledger.post@1\"%s}]}"
                .formatted(flow))
        .steps()
        .getFirst();
  }

  private static String input(String flow, String base, String item) {
    return StepValues.input(step(flow), base, JobResults.of(RESULTS), Optional.ofNullable(item));
  }

  private static String reason(Runnable reading) {
    return catchThrowableOfType(UnsuitableValue.class, reading::run).reason();
  }

  @Test
  void aStepThatSaysNothingHasItsInputAsItIs() {
    assertThat(input("", "{\"x\":1}", null)).isEqualTo("{\"x\":1}");
    assertThat(input(",\"input_from\":{}", "[1]", null)).isEqualTo("[1]");
    assertThat(input("", "{}", "{\"n\":1}")).isEqualTo("{\"n\":1}");
  }

  @Test
  void valuesArePutIntoTheInput() {
    assertThat(
            input(
                ",\"input_from\":{\"sum\":{\"step\":\"a\",\"pointer\":\"/total\"},\"n\":{\"item\":\"/n\"}}",
                "{\"book\":\"4711\"}",
                "{\"n\":2}"))
        .isEqualTo("{\"book\":\"4711\",\"n\":2,\"sum\":12.50}");
  }

  @Test
  void theEmptyNameIsTheWholeInput() {
    assertThat(input(",\"input_from\":{\"\":{\"step\":\"a\",\"pointer\":\"/lines\"}}", "{}", null))
        .isEqualTo("[{\"n\":1},{\"n\":2}]");
  }

  /** The reason names the step and no part of what an agent has answered. */
  @Test
  void aMissingValueIsNamedByItsStep() {
    assertThat(
            reason(
                () ->
                    input(
                        ",\"input_from\":{\"x\":{\"step\":\"a\",\"pointer\":\"/none\"}}",
                        "{}",
                        null)))
        .isEqualTo("input-missing: b");
    assertThat(
            reason(
                () ->
                    input(
                        ",\"input_from\":{\"x\":{\"step\":\"a\",\"pointer\":\"/total\"}}",
                        "[]",
                        null)))
        .isEqualTo("input-no-object: b");
  }

  private static boolean holds(String pointer, Object equal, String result) {
    return StepValues.holds(
        new StepFlow.Condition("a", new Pointer(pointer), Optional.ofNullable(equal)),
        JobResults.of(Map.of("a", result)));
  }

  @Test
  void aConditionComparesValuesAndNotSpellings() {
    assertThat(holds("/x", true, "{\"x\":true}")).isTrue();
    assertThat(holds("/x", true, "{\"x\":\"true\"}")).isFalse();
    assertThat(holds("/x", "a", "{\"x\":\"\\u0061\"}")).isTrue();
    assertThat(holds("/x", 1L, "{\"x\":1.0}")).isTrue();
    assertThat(holds("/x", 1L, "{\"x\":1.5}")).isFalse();
    assertThat(holds("/x", 1L, "{\"x\":true}")).isFalse();
    assertThat(holds("/x", null, "{\"x\":null}")).isTrue();
    assertThat(holds("/x", null, "{}")).as("absent is not null").isFalse();
    assertThat(holds("/x", "", "{\"x\":{}}")).isFalse();
    assertThat(holds("/x", "a", "{\"x\":\"" + "a".repeat(3000) + "\"}")).isFalse();
  }

  @Test
  void itemsAreAnArrayOfAtMostSoMany() {
    StepFlow.Repetition two = new StepFlow.Repetition("a", new Pointer("/lines"), 2);
    assertThat(StepValues.items(two, JobResults.of(RESULTS)))
        .containsExactly("{\"n\":1}", "{\"n\":2}");
    StepFlow.Repetition one = new StepFlow.Repetition("a", new Pointer("/lines"), 1);
    assertThat(reason(() -> StepValues.items(one, JobResults.of(RESULTS))))
        .isEqualTo("for-each-too-many: 2 of at most 1");
    StepFlow.Repetition none = new StepFlow.Repetition("a", new Pointer("/total"), 1);
    assertThat(reason(() -> StepValues.items(none, JobResults.of(RESULTS))))
        .isEqualTo("for-each-no-array: a");
  }
}
