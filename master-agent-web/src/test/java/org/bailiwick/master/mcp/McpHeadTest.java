package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.method.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpHeadTest {
  private static final URI OWN = URI.create("https://master.example:8443/edge");

  private static RequestHead head(Map<String, List<String>> fields) {
    return new RequestHead("POST", "mcp", fields, Set.of());
  }

  @Test
  void readsTheSessionAndWhetherTheClientKnowsEmptyEvents() {
    McpHead newest =
        McpHead.of(
            head(
                Map.of(
                    "mcp-session-id", List.of("s-1"),
                    "mcp-protocol-version", List.of("2025-11-25"),
                    "origin", List.of("https://Master.example:8443"))),
            OWN);
    assertThat(newest.session()).contains("s-1");
    assertThat(newest.resumption()).isEqualTo(Resumption.BY_EVENT_ID);
    assertThat(McpHead.of(head(Map.of()), OWN))
        .isEqualTo(new McpHead(Optional.empty(), Resumption.NONE));
    assertThat(
            McpHead.of(head(Map.of("MCP-Protocol-Version", List.of("2025-06-18"))), OWN)
                .resumption())
        .isEqualTo(Resumption.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example, mcp-origin, 403",
    "Origin, null, mcp-origin, 403",
    "Origin, https://master.example, mcp-origin, 403",
    "Origin, https://master.example:8443.evil.example, mcp-origin, 403",
    "MCP-Protocol-Version, 2025-03-26, mcp-protocol-version, 400",
    "MCP-Protocol-Version, 2026-07-28, mcp-protocol-version, 400",
    "MCP-Protocol-Version, '', mcp-protocol-version, 400",
    "Mcp-Session-Id, '', mcp-session-id, 400",
    "Mcp-Session-Id, a b, mcp-session-id, 400"
  })
  void refusesFieldsThatMcpForbids(String name, String value, String check, int status) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> McpHead.of(head(Map.of(name, List.of(value))), OWN));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type().status()).isEqualTo(status);
  }

  @Test
  void refusesAFieldThatOccursTwiceAndALongSessionId() {
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> McpHead.of(head(Map.of("Mcp-Session-Id", List.of("a", "b"))), OWN))
                .check())
        .isEqualTo("mcp-header");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> McpHead.of(head(Map.of("Mcp-Session-Id", List.of("a".repeat(129)))), OWN))
                .check())
        .isEqualTo("mcp-session-id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json, text/event-stream",
        "text/event-stream;q=0.5,Application/JSON",
        "*/*",
        "application/*, text/*"
      })
  void takesClientsThatTakeBothForms(String accept) {
    McpHead.requireAccepts(head(Map.of("Accept", List.of(accept))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/event-stream", "", "text/html"})
  void refusesClientsThatTakeOne(String accept) {
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> McpHead.requireAccepts(head(Map.of("Accept", List.of(accept)))))
                .type()
                .status())
        .isEqualTo(406);
  }
}
