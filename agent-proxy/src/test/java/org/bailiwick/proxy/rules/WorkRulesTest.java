package org.bailiwick.proxy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of the operator's file that has the proxy take work. */
class WorkRulesTest {
  @Test
  void aFileWithAFaultInItStartsNoListener() {
    String good = "\"port\": 1, \"master\": \"https://127.0.0.1:9443\"";
    Map<String, String> faults =
        Map.of(
            "{}",
            "work.port",
            "{\"port\": 1}",
            "no member master",
            "{\"port\": 70000, \"master\": \"https://127.0.0.1:9443\"}",
            "work.port",
            "{\"port\": \"1\", \"master\": \"https://127.0.0.1:9443\"}",
            "work.port",
            "{\"port\": 1, \"master\": \"http://127.0.0.1:9443\"}",
            "https",
            "{" + good + ", \"address\": \"agent.example\"}",
            "IP address",
            "{" + good + ", \"answer_within\": \"PT1H\"}",
            "PT5M",
            "{" + good + ", \"token\": true}",
            "known members");
    faults.forEach(
        (work, says) ->
            assertThatThrownBy(() -> ProxyRules.parse("{\"work\": " + work + "}", Path.of(".")))
                .as(work)
                .hasMessageContaining(says));
    assertThat(
            ProxyRules.parse("{\"work\": {" + good + "}}", Path.of("."))
                .work()
                .orElseThrow()
                .listen())
        .hasToString("/127.0.0.1:1");
  }
}
