package org.bailiwick.master.a2amessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TaskPushNotificationConfig may say (A2A 1.0 section 4.3.1). */
class PushConfigurationTest {
  private static final String FULL =
      "{\"id\":\"c\",\"taskId\":\"t\",\"url\":\"https://agents.example:8443/hook?key=1\","
          + "\"token\":\"t-1\",\"authentication\":{\"scheme\":\"BEARER\",\"credentials\":\"c-1=\"}}";

  private static PushConfiguration read(String json) {
    return PushConfiguration.read(MessageMembers.of("The request", json));
  }

  private static void refuses(String json, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read(json));
    assertThat(refusal).as(json).isNotNull();
    assertThat(refusal.check()).as(json).isEqualTo(check);
    assertThat(refusal.extensions()).containsEntry("reason", "INVALID_PARAMS");
  }

  @Test
  void isStoredAndReadAgain() {
    PushConfiguration stored =
        PushConfiguration.ofSecret(read(FULL).secret().getBytes(StandardCharsets.UTF_8));
    assertThat(stored.url()).isEqualTo(read(FULL).url());
    assertThat(stored.headers("application/a2a+json"))
        .hasSize(3)
        .containsEntry("Content-Type", "application/a2a+json")
        .containsEntry("X-A2A-Notification-Token", "t-1")
        .containsEntry("Authorization", "Bearer c-1=");
    assertThat(read("{\"url\":\"https://a\"}").headers("x")).hasSize(1);
  }

  @Test
  void tellsNoSecretInTheLogOrToItsClient() {
    assertThat(read(FULL).toString()).isEqualTo("PushConfiguration[https://agents.example:8443]");
    assertThat(read(FULL).view("t", "c")).contains("hook?key=1").doesNotContain("t-1", "c-1");
  }

  /** Threat 53: URLs that lead elsewhere than they seem to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://agents.example/hook",
        "https:hook",
        "https://user@agents.example/hook",
        "https://agents.example/hook#part",
        "https://2130706433/hook",
        "https://0177.0.0.1/hook",
        "https://127.1/hook",
        "https://agents.example/ho ok",
        "file:///etc/passwd",
        "https://\u0430gents.example/"
      })
  void refusesUrls(String url) {
    refuses("{\"url\":\"" + url + "\"}", "a2a-push-url");
  }

  /** Threat: a header is smuggled into the request by a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "token":"a\\r\\nX: y"                                              | a2a-push-token
          "id":"a/b"                                                         | a2a-push-id
          "id":"a b"                                                         | a2a-push-id
          "authentication":{"scheme":"Digest","credentials":"x"}             | a2a-push-scheme
          "authentication":{"credentials":"x"}                               | a2a-push-scheme
          "authentication":{"scheme":"Bearer"}                               | a2a-push-credentials
          "authentication":{"scheme":"Bearer","credentials":"a\\r\\nHost: b"}| a2a-push-credentials
          "authentication":{"scheme":"Basic","credentials":"a b"}            | a2a-push-credentials
          "tenant":"t"                                                       | a2a-tenant
          "authentication":[]                                                | a2a-member
          """)
  void refusesMembers(String member, String check) {
    refuses("{\"url\":\"https://agents.example\"," + member + "}", check);
  }

  @Test
  void refusesWhatIsTooLong() {
    String url = "{\"url\":\"https://agents.example";
    refuses(url + "/" + "x".repeat(2000) + "\"}", "a2a-push-url");
    refuses(url + "\",\"token\":\"" + "x".repeat(1025) + "\"}", "a2a-push-token");
    refuses(
        url
            + "\",\"authentication\":{\"scheme\":\"Basic\",\"credentials\":\""
            + "x".repeat(4097)
            + "\"}}",
        "a2a-push-credentials");
  }
}
