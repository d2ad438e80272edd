package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcMessageTest {

  @Test
  void readsRequestsAndNotifications() {
    JsonRpcMessage request =
        JsonRpcMessage.read(
            "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"ping\",\"params\":{\"a\":[1]}}");
    assertThat(request.id()).contains("\"7\"");
    assertThat(request.method()).isEqualTo("ping");
    assertThat(request.params()).containsEntry("a", "[1]");
    JsonRpcMessage notification = JsonRpcMessage.read("{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
    assertThat(notification.id()).isEmpty();
    assertThat(notification.params()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | mcp-batch",
        "[] | mcp-batch",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} | mcp-response",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}} | mcp-response",
        "{\"id\":1,\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":1} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | mcp-message",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"also\":1} | mcp-message",
        "\"ping\" | json-object",
        "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\",\"method\":\"ping\"} | json-duplicate-member"
      })
  void refusesWhatIsNoMessage(String body, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> JsonRpcMessage.read(body));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(JsonRpcMessage.isRequest(body, "ping")).isFalse();
  }

  @Test
  void anIdThatTheAnswerWouldRepeatIsShort() {
    String body = "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":\"" + "x".repeat(255) + "\"}";
    assertThat(catchThrowableOfType(ProblemException.class, () -> JsonRpcMessage.read(body)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-3", "\"a\""})
  void idsAreStringsAndIntegers(String id) {
    assertThat(
            JsonRpcMessage.isRequest(
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + id + "}", "ping"))
        .isTrue();
  }
}
