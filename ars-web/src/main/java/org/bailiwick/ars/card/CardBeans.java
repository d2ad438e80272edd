package org.bailiwick.ars.card;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what makes agents' cards. */
@ApplicationScoped
class CardBeans {
  private static final StructuredLog LOG = StructuredLog.of(CardBeans.class);
  private static final Duration LONGEST_FETCH = Duration.ofSeconds(3);
  private static final int OK = 200;

  @Inject private Clock clock;

  /** Reads the settings at the start, so that a fault in them is found then. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) ServletContext web, MasterUrls master) {
    LOG.info(
        "cards.master", Map.of("url", master.published().map(URI::toString).orElse("is not set")));
  }

  @Produces
  @Singleton
  MasterUrls master() {
    return MasterUrls.read(Settings.fromConfig());
  }

  @Produces
  @Singleton
  DomainCard domainCard(ArsSettings settings, MasterUrls master, AuthorityConnection authority) {
    SpiffeId node =
        new SpiffeId(authority.trust().domain(), "/node/" + settings.component().nodeName());
    return new DomainCard(
        () -> fetch(authority.http(), master.requireNear(), node), System::nanoTime);
  }

  /** The Master Agent is another application of this node, and proves the node's name. */
  private static byte[] fetch(NodeHttp http, URI master, SpiffeId node) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(master + "/.well-known/agent-card.json"))
            .timeout(LONGEST_FETCH)
            .header("Accept", "application/json")
            .build();
    HttpResponse<byte[]> answer = http.send(request, node);
    if (answer.statusCode() != OK) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "domain-card-status",
          "The Master Agent does not serve the domain's card.");
    }
    return answer.body();
  }

  @Produces
  @Singleton
  CardIssuer issuer(
      CardIssuer.Sources sources, RegistryKeys keys, AuditHeads heads, GroupWriter writer) {
    return new CardIssuer(sources, keys::keys, heads, writer, clock);
  }

  @Produces
  @Singleton
  CardIssuer.Sources sources(DomainCard domain, MasterUrls master, Descriptions descriptions) {
    return new CardIssuer.Sources(
        domain,
        master,
        agent ->
            descriptions
                .of(agent.identifier())
                .map(said -> said.within(agent.capabilities()).view()));
  }
}
