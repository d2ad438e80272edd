package org.bailiwick.injector.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.Pods;
import org.junit.jupiter.params.provider.MethodSource;

/** Each body has an answer, and a pod that was patched is not patched again. */
class AdmissionReviewFuzz {
  private static final String REVIEW = Pods.review("agents", Pods.POD);
  private static final InjectionPolicy POLICY = InjectionPolicy.parse(Pods.POLICY.getBytes(UTF_8));

  static Stream<byte[]> seeds() {
    return Inputs.seeds(REVIEW);
  }

  @MethodSource("seeds")
  @Fuzz
  void isAnswered(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), REVIEW);
    PodAdmissions admissions = new PodAdmissions(() -> POLICY, new AdmissionCounts(), line -> {});
    Bounds.hold(
        json.length,
        () -> {
          AdmissionAnswer answer = admissions.answer(json);
          if (answer.status() == 500) {
            throw new AssertionError("failed");
          }
          if (answer.status() == 200 && answer.text().contains("\"patch\"")) {
            JsonObject pod =
                StrictJson.object(json).getJsonObject("request").getJsonObject("object");
            JsonObject patched = Pods.patched(pod, Pods.patch(answer.text()));
            String again = Pods.review("agents", patched.toString());
            if (admissions.answer(again.getBytes(UTF_8)).text().contains("\"patch\"")) {
              throw new AssertionError("patched again: " + patched);
            }
          }
        });
  }
}
