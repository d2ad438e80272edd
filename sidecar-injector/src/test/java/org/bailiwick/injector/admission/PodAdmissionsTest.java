package org.bailiwick.injector.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions of API servers, and what is none. */
class PodAdmissionsTest {
  private final List<String> log = new ArrayList<>();
  private final AdmissionCounts counts = new AdmissionCounts();
  private final PodAdmissions admissions =
      new PodAdmissions(() -> InjectionPolicy.parse(Pods.POLICY.getBytes(UTF_8)), counts, log::add);

  private AdmissionAnswer answer(String body) {
    return admissions.answer(body.getBytes(UTF_8));
  }

  private AdmissionResponse response(String body) {
    AdmissionAnswer answer = answer(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    AdmissionResponse response =
        KubernetesObjects.read(answer.text(), AdmissionReview.class).getResponse();
    assertThat(response.getUid()).isEqualTo(Pods.UID);
    return response;
  }

  @Test
  void aPodIsInjectedAndTheLogSaysSo() {
    AdmissionAnswer answer = answer(Pods.review("agents", Pods.POD));
    AdmissionResponse response =
        KubernetesObjects.read(answer.text(), AdmissionReview.class).getResponse();
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getPatchType()).isEqualTo("JSONPatch");
    JsonObject patched = Pods.patched(Pods.object(Pods.POD), Pods.patch(answer.text()));
    assertThat(KubernetesObjects.read(patched.toString(), Pod.class).getSpec().getVolumes())
        .hasSize(6);
    assertThat(log)
        .singleElement()
        .asString()
        .matches(
            "admission=injected operations=\\d+ namespace=agents pod=rates-6c9f7d8b5- uid=705.*");
    assertThat(counts.of(AdmissionCounts.Outcome.INJECTED)).isEqualTo(1);
  }

  @Test
  void aRefusalSaysWhatToDo() {
    AdmissionResponse response =
        response(Pods.review("agents", Pods.POD.replace("fx.rates@1,", "fx.trade@1,")));
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getPatch()).isNull();
    assertThat(response.getStatus().getCode()).isEqualTo(403);
    assertThat(response.getStatus().getMessage())
        .contains("fx.trade@1", "ask the policy's operator", "(capability-not-permitted)");
    assertThat(log.getFirst()).startsWith("admission=refused check=capability-not-permitted ");
  }

  @Test
  void anOpenNamespaceWarns() {
    AdmissionResponse response = response(Pods.review("open", Pods.POD));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings()).singleElement().asString().contains("without the sidecar");
  }

  /** What is not the creation of a pod is let through as it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"operation\": \"CREATE\" | \"operation\": \"UPDATE\"",
        "\"operation\": \"CREATE\" | \"operation\": \"DELETE\"",
        "\"operation\": \"CREATE\" | \"operation\": \"CONNECT\"",
        "\"operation\": \"CREATE\" | \"operation\": \"CREATE\", \"subResource\": \"ephemeralcontainers\"",
        "\"operation\": \"CREATE\" | \"operation\": \"CREATE\", \"subResource\": \"binding\"",
        "\"resource\": {\"group\": \"\" | \"resource\": {\"group\": \"apps\"",
        "\"resource\": \"pods\"}, | \"resource\": \"deployments\"},",
      })
  void otherQuestionsAreAnsweredWithoutAPatch(String from, String to) {
    AdmissionResponse response = response(Pods.review("agents", Pods.POD).replace(from, to));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getPatch()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "7", "{\"kind\": \"Pod\", \"apiVersion\": \"v2\"}"})
  void anObjectThatIsNoPodIsRefused(String object) {
    assertThat(response(Pods.review("agents", object)).getAllowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../agents", "Agents", "agents\\nadmission=injected"})
  void aNamespaceThatIsNoneIsRefusedAndNotLogged(String namespace) {
    assertThat(response(Pods.review(namespace, Pods.POD)).getAllowed()).isFalse();
    assertThat(log.getFirst()).contains("namespace=?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | json-syntax",
        "[] | json-object",
        "{} | admission-version",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"a\"}} | admission-version",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"} | admission-request",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{}} | admission-uid",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"a\\nb\"}} | admission-uid",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"a\",\"uid\":\"b\"}} | json-duplicate-member",
      })
  void whatCannotBeAnsweredUnderAUidIsAProblem(String body, String check) {
    AdmissionAnswer answer = answer(body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.mediaType()).isEqualTo("application/problem+json");
    assertThat(log.getFirst())
        .startsWith("admission=unread check=" + check + " instance=urn:uuid:");
    assertThat(answer.text())
        .contains(log.getFirst().replaceFirst(".*instance=", ""))
        .doesNotContain("\tat ");
  }

  @Test
  void deepNestingAndOctetsThatAreNoTextAreProblems() {
    assertThat(answer("[".repeat(100_000)).status()).isEqualTo(400);
    assertThat(answer("{\"a\":".repeat(65) + "1" + "}".repeat(65)).status()).isEqualTo(400);
    assertThat(admissions.answer(new byte[] {'{', (byte) 0xff, '}'}).status()).isEqualTo(400);
  }

  @Test
  void thousandsOfAnnotationsAreReadInTime() {
    String many =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"example.org/a" + i + "\": \"$(reboot); `id` \\u001b[2J\"")
            .collect(Collectors.joining(","));
    String pod = Pods.POD.replace("\"prometheus.io/scrape\": \"true\"", many);
    long begun = System.nanoTime();
    assertThat(response(Pods.review("agents", pod)).getAllowed()).isTrue();
    assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    assertThat(log.toString()).doesNotContain("reboot");
  }

  @Test
  void aFaultOfOursIsAProblemWithoutItsText() {
    PodAdmissions faulty =
        new PodAdmissions(
            () -> {
              throw new IllegalStateException("secret text");
            },
            counts,
            log::add);
    AdmissionAnswer answer = faulty.answer(Pods.review("agents", Pods.POD).getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text() + log).doesNotContain("secret text");
  }
}
