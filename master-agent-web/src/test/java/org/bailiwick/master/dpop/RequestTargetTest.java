package org.bailiwick.master.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  private static final RequestTarget JOBS =
      new RequestTarget("POST", "https://master.example/edge/v1/jobs");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://master.example/edge/v1/jobs",
        "HTTPS://Master.Example:443/edge/v1/jobs",
        "https://master.example/edge/v1/jobs?a=b#c",
        "https://master.example/edge/v1/%6Aobs",
        "https://master.example/x/../edge/./v1/jobs"
      })
  void oneUriInManySpellings(String htu) {
    assertThat(JOBS.isAt(htu)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/edge/v1/jobs",
        "http://master.example/edge/v1/jobs",
        "https://master.example:8443/edge/v1/jobs",
        "https://master.example/edge/v1/jobs/",
        "https://master.example/edge/v1/Jobs",
        "https://master.example/v1/jobs",
        "https://master.example/edge%2Fv1/jobs",
        "https://master.example//edge/v1/jobs",
        "https://user@master.example/edge/v1/jobs",
        "https://master.example@attacker.example/edge/v1/jobs",
        "https://master.example.attacker.example/edge/v1/jobs",
        "https://attacker.example/https://master.example/edge/v1/jobs",
        "urn:https://master.example/edge/v1/jobs",
        "https://master.example/edge/v1/jobs\n",
        "https:/master.example/edge/v1/jobs"
      })
  void anotherUri(String htu) {
    assertThat(JOBS.isAt(htu)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example", "https://a.example/", "https://a.example/.."})
  void anEmptyPathIsASlash(String text) {
    assertThat(RequestTarget.normal(text)).contains("https://a.example:443/");
  }

  /** Any text has a normal form or none, and the normal form has itself. */
  @Property
  void normalFormsAreStable(@ForAll @StringLength(max = 40) String rest) {
    for (String text : new String[] {rest, "https://a.example/" + rest}) {
      Optional<String> normal = RequestTarget.normal(text);
      assertThat(normal.flatMap(RequestTarget::normal)).isEqualTo(normal);
    }
  }
}
