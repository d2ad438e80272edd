package org.bailiwick.master.a2amessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests section 4 of JSON-RPC 2.0, and what A2A needs of it. */
class A2aRpcRequestTest {

  @Test
  void readsARequest() {
    AtomicReference<String> known = new AtomicReference<>();
    A2aRpcRequest read =
        A2aRpcRequest.read(
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"GetTask\",\"params\":{\"id\":\"t\"}}",
            known::set);
    assertThat(read.id()).isEqualTo("\"a\"").isEqualTo(known.get());
    assertThat(read.method()).isEqualTo("GetTask");
    assertThat(read.params()).containsOnlyKeys("id").containsEntry("id", "\"t\"");
    A2aRpcRequest bare =
        A2aRpcRequest.read("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}", id -> {});
    assertThat(bare.id()).isEqualTo("7");
    assertThat(bare.params()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|INVALID_REQUEST|rpc-batch",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetTask\"}]|INVALID_REQUEST|rpc-batch",
        "\"text\"|INVALID_REQUEST|rpc-form",
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}|INVALID_REQUEST|rpc-id",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}|INVALID_REQUEST|rpc-id",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"m\"}|INVALID_REQUEST|rpc-id",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"m\"}|INVALID_REQUEST|rpc-id",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"m\"}|INVALID_REQUEST|rpc-version",
        "{\"id\":1,\"method\":\"m\"}|INVALID_REQUEST|rpc-version",
        "{\"jsonrpc\":\"2.0\",\"id\":1}|INVALID_REQUEST|rpc-method",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}|INVALID_REQUEST|rpc-method",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[]}|INVALID_PARAMS|rpc-params"
      })
  void refusesWhatIsNoRequest(String body, String reason, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> A2aRpcRequest.read(body, id -> {}));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.extensions()).containsEntry("reason", reason);
  }

  /** An id of a megabyte would come back with each answer and event. */
  @Test
  void refusesLongIdsAndMethods() {
    String id = "\"" + "x".repeat(300) + "\"";
    for (String body :
        new String[] {
          "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":" + id + "}"
        }) {
      assertThat(
              catchThrowableOfType(ProblemException.class, () -> A2aRpcRequest.read(body, x -> {}))
                  .extensions())
          .containsEntry("reason", "INVALID_REQUEST");
    }
  }
}
