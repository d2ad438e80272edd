package org.bailiwick.injector.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.injector.testing.Pods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectionPolicyTest {

  @Test
  void whatIsNotWrittenHasItsUsualValue() {
    InjectionPolicy policy = InjectionPolicy.parse(Pods.POLICY.getBytes(UTF_8));
    assertThat(policy.sidecar().isNative()).isTrue();
    assertThat(policy.sidecar().isWorkloadApi()).isFalse();
    assertThat(policy.sidecar().user()).isEqualTo(64710);
    NamespaceRules rules = policy.rules("agents").orElseThrow();
    assertThat(rules.isForAll()).isFalse();
    assertThat(rules.isOpen()).isFalse();
    assertThat(policy.rules("elsewhere")).isEmpty();
  }

  /** Each has one fault. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"audience\" | \"audiense\"",
        "\"sidecar\" | \"more\": 1, \"sidecar\"",
        "@sha256: | :latest@sha512:",
        "\"token_lifetime\": \"PT15M\" | \"token_lifetime\": \"PT9M\"",
        "\"token_lifetime\": \"PT15M\" | \"token_lifetime\": \"PT2H\"",
        "\"audience\" | \"native\": \"yes\", \"audience\"",
        "\"audience\" | \"user\": 0, \"audience\"",
        "\"audience\" | \"port\": 80, \"audience\"",
        "https://aca.example:8443 | http://aca.example:8443",
        "https://aca.example:8443 | https://aca.example:8443/",
        "https://aca.example:8443 | https://a b",
        "\"audience\" | \"registry\": \"http://ars.example\", \"audience\"",
        "\"inject\": \"all\" | \"describe\": \"yes\"",
        "\"root_fingerprint\": \"cd | \"root_fingerprint\": \"xx",
        "\"agents\": | \"Agents\":",
        "\"inject\": \"all\" | \"inject\": \"some\"",
        "[\"fx.rates@1\"] | []",
        "[\"fx.rates@1\"] | [\"fx.rates\"]",
        "[\"fx.rates@1\"] | [7]",
        "\"user_token\": \"rates-user\" | \"user_token\": \"../x\"",
        "\"profile\": \"pod\" | \"profile\": \"--pod\"",
      })
  void aFaultIsRefused(String from, String to) {
    String policy = Pods.POLICY.replace(from, to);
    assertThat(policy).isNotEqualTo(Pods.POLICY);
    assertThatThrownBy(() -> InjectionPolicy.parse(policy.getBytes(UTF_8)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aChangedFileCountsAndAFaultyOneKeepsWhatWasThere(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("policy.json");
    Files.writeString(path, Pods.POLICY);
    AtomicLong nanos = new AtomicLong();
    List<String> log = new ArrayList<>();
    PolicyFile file = PolicyFile.open(path, nanos::get, log::add);
    Files.writeString(
        path,
        Pods.POLICY
            .replace("\"open\"", "\"opened\"")
            .replace("\"failure\": \"opened\"", "\"failure\": \"open\""));
    assertThat(file.current().rules("open")).isPresent();
    nanos.addAndGet(1_000_000_000L);
    assertThat(file.current().rules("opened")).isPresent();
    Files.writeString(path, "{");
    nanos.addAndGet(1_000_000_000L);
    assertThat(file.current().rules("opened")).isPresent();
    assertThat(file.fault()).isPresent();
    Files.delete(path);
    nanos.addAndGet(1_000_000_000L);
    assertThat(file.fault()).contains("it cannot be read");
    Files.writeString(path, Pods.POLICY);
    nanos.addAndGet(1_000_000_000L);
    assertThat(file.fault()).isEmpty();
    assertThat(file.current().rules("open")).isPresent();
    assertThat(log).hasSize(4);
  }
}
