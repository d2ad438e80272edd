package org.bailiwick.master.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.junit.jupiter.api.Test;

class JobLengthsTest {

  private static StepRequest step(String more) {
    return JobRequest.parse(
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"c@1\"},"
                + "{\"id\":\"b\",\"capability\":\"c@1\",\"after\":[\"a\"]"
                + more
                + "}]}")
        .steps()
        .get(1);
  }

  @Test
  void aReferenceNeedsLittleUnlessValuesAreChosenFromIt() {
    StoredResult stored = new StoredResult("1", "job", "a", 9_000_000, "00");
    JobLengths lengths = new JobLengths(Map.of("b", 10), Map.of(), Map.of("a", stored));

    assertThat(lengths.ofCall(step(""))).isEqualTo(10 + StoredResult.REFERENCE_LENGTH);
    assertThat(lengths.ofCall(step(",\"domain\":\"partner.example\"")))
        .as("another domain gets the text")
        .isEqualTo(10 + StoredResults.MOST_TEXT);
    assertThat(lengths.ofCall(step(",\"input_from\":{\"x\":{\"step\":\"a\",\"pointer\":\"/x\"}}")))
        .isEqualTo(10 + StoredResults.MOST_TEXT);
    assertThat(lengths.addResult("c", 100, 100 + StoredResult.REFERENCE_LENGTH)).isTrue();
    assertThat(lengths.addResult("d", 1, 100 + StoredResult.REFERENCE_LENGTH)).isFalse();
  }
}
