package org.bailiwick.proxy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.bailiwick.client.job.TokenClient;
import org.bailiwick.client.job.WorkClient;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.call.OutboundCalls;
import org.bailiwick.proxy.call.TokenVault;
import org.bailiwick.proxy.rules.CallTarget;
import org.bailiwick.proxy.rules.Destination;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.secret.OutgoingGuard;

/**
 * Calls other agents for an order. The token service exchanges the order's token for a narrower one
 * for the called agent. The calling agent sees neither token.
 */
final class OnwardCalls {
  private static final Set<String> MEMBERS = Set.of("url", "capability", "input");
  private static final int MAX_CALLS = 8;

  private final ProxySettings settings;
  private final ProxyRules rules;
  private final InboundOrders orders;
  private final TokenVault tokens;
  private final OutgoingGuard guard;
  private final EnforcedWork enforced;
  private final Semaphore places = new Semaphore(MAX_CALLS);

  OnwardCalls(
      ProxySettings settings,
      ProxyRules rules,
      InboundOrders orders,
      OutboundCalls.Secrets secrets,
      EnforcedWork enforced) {
    this.settings = settings;
    this.rules = rules;
    this.orders = orders;
    this.tokens = secrets.tokens();
    this.guard = secrets.guard();
    this.enforced = enforced;
  }

  ProxyAnswer call(String id, String text) {
    JsonMembers members = JsonMembers.parse(text, MEMBERS);
    guard.require(text);
    Capability capability = Capability.parse(members.text("capability"));
    JsonValue input = members.value("input").orElse(JsonValue.EMPTY_JSON_OBJECT);
    CallTarget target = CallTarget.parse(members.text("url"));
    HeldOrder held = orders.open(id);
    Destination destination = rules.destination(target, "POST");
    OnwardCall onward = new OnwardCall(capability, input, target, callee(destination));
    enforced.requireCall(onward.callee().spiffeId(), capability);
    if (!places.tryAcquire()) {
      throw Refusals.tooManyCalls();
    }
    try {
      String output = send(onward, held.order());
      String shown = tokens.shown(output, "application/json", destination);
      return new ProxyAnswer(
          StrictJson.object(shown),
          "%s callee=%s called=%s"
              .formatted(held.line(), onward.callee().spiffeId(), capability.text()));
    } finally {
      places.release();
    }
  }

  private record OnwardCall(
      Capability capability, JsonValue input, CallTarget target, AgentId callee) {}

  /** The called agent. Only agents of this trust domain accept its Txn-Tokens. */
  private static AgentId callee(Destination destination) {
    return destination
        .peer()
        .filter(SpiffeId::isAgent)
        .map(AgentId::of)
        .orElseThrow(
            () -> Refusals.denied("onward-callee", "The destination's peer is not an agent"));
  }

  private String send(OnwardCall onward, WorkOrder order) {
    URI master = rules.work().orElseThrow().master();
    String orderToken = order.token().compact();
    String narrower;
    try (TokenClient client = new TokenClient(master, settings.trusted(), settings.folder())) {
      CapabilitySet scope = CapabilitySet.of(onward.capability());
      narrower = client.narrow(orderToken, scope, onward.callee(), order.requestId());
    } catch (ProblemException e) {
      throw hidden(e, orderToken);
    }
    try (WorkClient agent =
        new WorkClient(
            new Locator(onward.target().uri()),
            onward.callee(),
            settings.trusted(),
            settings.folder())) {
      JsonValue output = agent.call(onward.capability(), onward.input(), order, narrower);
      JsonObject answer = Json.createObjectBuilder().add("output", output).build();
      return HeldOrder.hidden(answer.toString(), orderToken, narrower);
    } catch (ProblemException e) {
      throw hidden(e, orderToken, narrower);
    }
  }

  /** The refusal without tokens, because another server wrote its text. */
  private static ProblemException hidden(ProblemException refusal, String... secrets) {
    return new ProblemException(
        refusal.type(), refusal.check(), HeldOrder.hidden(refusal.detail(), secrets), refusal);
  }
}
