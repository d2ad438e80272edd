package org.bailiwick.client.job;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Calls one other agent, which must prove its SPIFFE id by its certificate. */
public final class WorkClient implements AutoCloseable {
  private final JsonEndpoint agent;
  private final Locator locator;

  public WorkClient(
      Locator locator, AgentId callee, TrustedAuthority trusted, CredentialFolder folder) {
    this.locator = locator;
    this.agent =
        new JsonEndpoint(
            locator.uri(), folder.tls(trusted.trust(id -> id.equals(callee.spiffeId()))));
  }

  /**
   * Calls a capability of the agent. The idempotency key of the call is the order's with {@code
   * /<capability name>}, so that a repeated order repeats the same call.
   *
   * @param order the order for which this call is made
   * @param txnToken the narrower token for this call
   */
  public JsonValue call(Capability capability, JsonValue input, WorkOrder order, String txnToken) {
    JsonObject body =
        Json.createObjectBuilder().add("capability", capability.text()).add("input", input).build();
    Map<String, String> headers =
        Map.of(
            "Txn-Token",
            txnToken,
            "Idempotency-Key",
            order.idempotencyKey() + "/" + capability.name(),
            "X-Request-ID",
            order.requestId());
    JsonObject answer = agent.post(locator.toString(), body, headers).body();
    if (!answer.containsKey("output")) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "answer-without-output", "The agent gave no output");
    }
    return answer.get("output");
  }

  @Override
  public void close() {
    agent.close();
  }
}
