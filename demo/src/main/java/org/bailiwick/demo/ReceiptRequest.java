package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import org.bailiwick.client.job.TokenClient;
import org.bailiwick.client.job.WorkClient;
import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Finds an agent that writes receipts in the registry, and calls it. For the call, the token
 * service exchanges this agent's transaction token for one with this capability only.
 */
final class ReceiptRequest {
  private static final Capability RECEIPT = Capability.parse("receipt.write@1");

  private final AgentProperties properties;

  ReceiptRequest(AgentProperties properties) {
    this.properties = properties;
  }

  /** The receipt's number. */
  String send(String bookingId, Booking booking, WorkOrder order) {
    RegisteredAgent writer = writer(order.requestId());
    JsonObject input =
        Json.createObjectBuilder()
            .add("booking", bookingId)
            .add("eur_total", booking.euroTotal().toPlainString())
            .build();
    try (TokenClient tokens =
            new TokenClient(properties.master(), properties.trusted(), properties.folder());
        WorkClient agent =
            new WorkClient(
                writer.locator(), writer.agent(), properties.trusted(), properties.folder())) {
      String narrower =
          tokens.narrow(
              order.token().compact(),
              CapabilitySet.of(RECEIPT),
              writer.agent(),
              order.requestId());
      return Input.text(agent.call(RECEIPT, input, order, narrower), "receipt");
    }
  }

  private RegisteredAgent writer(String requestId) {
    try (RegistryClient registry =
        new RegistryClient(properties.registry(), properties.trusted(), properties.folder())) {
      List<RegisteredAgent> found = registry.discover(RECEIPT, requestId);
      if (found.isEmpty()) {
        throw new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "no-receipt-writer",
            "The registry lists no agent that writes receipts");
      }
      return found.getFirst();
    }
  }
}
