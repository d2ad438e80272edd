package org.bailiwick.injector.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sidecars that keep their agent listed, and what pods may have them say. */
class AskedWordsTest {
  private static final String LISTING =
      Pods.POLICY
          .replace("\"audience\"", "\"registry\": \"https://ars.example:9443/ars\", \"audience\"")
          .replace("\"agents\": {", "\"agents\": {\"describe\": true, ");

  /** A character by its number, which a test should not have in its text. */
  private static final Pattern HIDDEN = Pattern.compile("<([0-9a-f]+)>");

  private static JsonObject saying(String annotation, String text) {
    JsonObject pod = Pods.object(Pods.POD);
    return Json.createPatchBuilder()
        .add("/metadata/annotations/bailiwick.org~1" + annotation, text)
        .build()
        .apply(pod);
  }

  private static PodVerdict plan(String policy, JsonObject pod) {
    return new SidecarPlanner(InjectionPolicy.parse(policy.getBytes(UTF_8))).plan(pod, "agents");
  }

  private static Container proxy(JsonObject pod) {
    PodVerdict.Patched patched = (PodVerdict.Patched) plan(LISTING, pod);
    Pod read = KubernetesObjects.read(Pods.patched(pod, patched.patch()).toString(), Pod.class);
    return read.getSpec().getInitContainers().get(1);
  }

  @Test
  void theSidecarIsReadyWhenTheAgentIsRegistered() {
    Container proxy = proxy(Pods.object(Pods.POD));
    assertThat(proxy.getArgs()).contains("--registry=https://ars.example:9443/ars");
    assertThat(proxy.getReadinessProbe().getExec().getCommand())
        .startsWith("/usr/bin/curl")
        .containsSequence("--unix-socket", "/run/bailiwick/proxy/s", "http://proxy/v1/ready");
    assertThat(proxy.getReadinessProbe().getTimeoutSeconds()).isEqualTo(5);
    assertThat(proxy.getStartupProbe().getExec().getCommand()).startsWith("/usr/bin/test");
  }

  @Test
  void aPodSaysWhatItsAgentIs() {
    assertThat(proxy(saying("title", "Rates $(HOME) \"now\"")).getArgs())
        .contains("--title=Rates $$(HOME) \"now\"");
    assertThat(proxy(saying("description", "Rates\nof the day")).getArgs())
        .contains("--description=Rates\nof the day");
    assertThat(proxy(saying("tags", "fx, rates")).getArgs())
        .containsSubsequence("--tag=fx", "--tag=rates");
  }

  @Test
  void aPodThatWasInjectedBeforeIsLeft() {
    JsonObject pod = saying("title", "Rates");
    PodVerdict.Patched patched = (PodVerdict.Patched) plan(LISTING, pod);
    assertThat(plan(LISTING, Pods.patched(pod, patched.patch())))
        .isEqualTo(new PodVerdict.Left("injected-before"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "title| Rates|annotation-title",
        "title|Ra<202e>tes|annotation-title",
        "title|Ra<a>tes|annotation-title",
        "title|``|annotation-title",
        "description|a<0>b|annotation-description",
        "description|<301>a|annotation-description",
        "tags|``|annotation-tags",
        "tags|fx,fx|annotation-tags",
        "tags|fx,|annotation-tags",
        "tags|Fx|annotation-tags",
        "tags|-fx|annotation-tags",
        "tags|fx --registry=https://evil.example|annotation-tags",
        "titel|Rates|annotation-unknown",
        "registry|https://evil.example|annotation-unknown",
      })
  void wordsThatTheRegistryWouldRefuseAreRefused(String annotation, String text, String check) {
    String real =
        HIDDEN.matcher(text).replaceAll(m -> Character.toString(Integer.parseInt(m.group(1), 16)));
    assertThat(plan(LISTING, saying(annotation, real)))
        .isInstanceOfSatisfying(
            PodVerdict.Refused.class, refused -> assertThat(refused.check()).isEqualTo(check));
  }

  @Test
  void wordsAreBounded() {
    for (List<String> each :
        List.of(
            List.of("title", "x".repeat(101), "annotation-title"),
            List.of("description", "x".repeat(4001), "annotation-description"),
            List.of("tags", "x,".repeat(100_000), "annotation-tags"))) {
      assertThat(plan(LISTING, saying(each.get(0), each.get(1))))
          .isInstanceOfSatisfying(
              PodVerdict.Refused.class,
              refused -> assertThat(refused.check()).isEqualTo(each.get(2)));
    }
  }

  @Test
  void withoutTheOperatorsWordPodsSayNothing() {
    for (String policy :
        List.of(
            Pods.POLICY,
            LISTING.replace("\"describe\": true, ", ""),
            LISTING.replace("\"registry\": \"https://ars.example:9443/ars\", ", ""))) {
      assertThat(plan(policy, saying("title", "Rates")))
          .isInstanceOfSatisfying(
              PodVerdict.Refused.class,
              refused -> assertThat(refused.check()).isEqualTo("description-not-permitted"));
    }
  }
}
