package org.bailiwick.proxy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.jaxrs.EnforcementClient;
import org.bailiwick.proxy.rules.EnforcementRules;
import org.bailiwick.proxy.rules.Refusals;

/**
 * Asks the enforcement point beside the proxy before the agent gets an order or calls another
 * agent. What it does not permit is refused, and so is everything while it cannot be asked.
 */
final class EnforcedWork {
  private static final String AGENT = "Agent";

  private final CredentialFolder folder;
  private final Optional<EnforcementClient> client;

  /** Without rules nobody is asked. */
  EnforcedWork(CredentialFolder folder, Optional<EnforcementRules> rules) {
    this.folder = folder;
    this.client = rules.map(EnforcementRules::options).map(EnforcementClient::new);
  }

  /** The work of orders that are permitted; the action is {@code work}. */
  Work of(Work work) {
    return order -> {
      require("work", self(), context(order.capability()).add("caller", caller(order)));
      return work.perform(order);
    };
  }

  /** Returns normally if the agent may call this one; the action is {@code call}. */
  void requireCall(SpiffeId callee, Capability capability) {
    require("call", callee, context(capability));
  }

  private static String caller(WorkOrder order) {
    return order.token().requestingWorkload().toString();
  }

  private static JsonObjectBuilder context(Capability capability) {
    return Json.createObjectBuilder().add("capability", capability.text());
  }

  private SpiffeId self() {
    return folder.workload().spiffeId();
  }

  private void require(String action, SpiffeId resource, JsonObjectBuilder context) {
    client.ifPresent(asked -> require(asked, question(action, resource, context)));
  }

  private JsonObject question(String action, SpiffeId resource, JsonObjectBuilder context) {
    return Json.createObjectBuilder()
        .add("subject", entity(self()))
        .add("action", Json.createObjectBuilder().add("name", action))
        .add("resource", entity(resource))
        .add("context", context)
        .build();
  }

  private static JsonValue entity(SpiffeId agent) {
    return Json.createObjectBuilder().add("type", AGENT).add("id", agent.toString()).build();
  }

  private static void require(EnforcementClient client, JsonObject question) {
    try {
      EnforcementClient.Answer answer = client.ask(question, Optional.empty());
      if (!answer.permitted()) {
        throw Refusals.denied(
            "enforcement-point-denies",
            "The enforcement point denies this: " + String.join(", ", answer.reasons()));
      }
    } catch (IOException e) {
      throw Refusals.unavailable(
          "enforcement-point-not-reached", "The enforcement point cannot be asked", e);
    }
  }
}
