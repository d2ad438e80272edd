package org.bailiwick.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.client.work.RecentAnswers;
import org.bailiwick.client.work.RuntimeSettings;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.proxy.call.OutboundCalls;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.rules.WorkRules;

/**
 * The TLS listener for the agent's callers. The proxy checks their orders and keeps the Txn-Tokens;
 * the agent fetches the orders.
 */
final class WorkIntake implements AutoCloseable {
  private final AgentRuntime runtime;
  private final Map<String, ProxyExchange.Operation> operations;

  private WorkIntake(AgentRuntime runtime, Map<String, ProxyExchange.Operation> operations) {
    this.runtime = runtime;
    this.operations = operations;
  }

  /** Starts to listen for orders of every capability in the credential. */
  static WorkIntake start(
      ProxySettings settings,
      ProxyRules rules,
      OutboundCalls.Secrets secrets,
      Consumer<String> log) {
    WorkRules work = rules.work().orElseThrow();
    InboundOrders orders = new InboundOrders(work.answerWithin(), Clock.systemUTC());
    EnforcedWork enforced = new EnforcedWork(settings.folder(), rules.enforcement());
    OnwardCalls onward = new OnwardCalls(settings, rules, orders, secrets, enforced);
    AgentRuntime runtime = listen(settings, work, enforced.of(orders), log);
    return new WorkIntake(
        runtime,
        Map.of(
            "/v1/orders",
            new ProxyExchange.Operation("GET", (id, body) -> orders.next()),
            "/v1/orders/{id}/answer",
            new ProxyExchange.Operation(
                "POST",
                (id, body) -> {
                  secrets.guard().require(body); // the order stays open for another answer
                  return orders.answer(id, body);
                }),
            "/v1/orders/{id}/calls",
            new ProxyExchange.Operation("POST", onward::call)));
  }

  private static AgentRuntime listen(
      ProxySettings settings, WorkRules work, Work orders, Consumer<String> log) {
    CredentialFolder folder = settings.folder();
    Map<Capability, Work> works =
        folder.credential().information().capabilities().stream()
            .collect(Collectors.toMap(each -> each, each -> orders));
    try {
      return AgentRuntime.start(
          new RuntimeSettings(folder, settings.trusted(), work.listen(), work.master()),
          works,
          new RecentAnswers(),
          (line, fault) -> log.accept("use=work " + line + cause(fault)));
    } catch (IOException e) {
      throw Refusals.unavailable(
          "proxy-work", "The proxy cannot listen for work at " + work.listen(), e);
    }
  }

  private static String cause(Optional<Throwable> fault) {
    return fault.map(each -> " cause=" + each.getClass().getName()).orElse("");
  }

  Map<String, ProxyExchange.Operation> operations() {
    return operations;
  }

  InetSocketAddress address() {
    return runtime.address();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
