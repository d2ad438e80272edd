package org.bailiwick.ars.identifier.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what reads and checks identifiers. */
@ApplicationScoped
class IdentifierBeans {
  private static final StructuredLog LOG = StructuredLog.of(IdentifierBeans.class);
  private static final int MOST_BYTES = 65_536;
  private static final Duration LONGEST_FETCH = Duration.ofSeconds(5);

  @Inject private Clock clock;
  @Inject private SteadyTime time;

  /** Reads the settings at the start, so that a fault in them is found then. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) ServletContext web,
      IdentifierSettings settings) {
    LOG.info(
        "identifiers.settings",
        Map.of(
            "most", settings.most(),
            "ans-anchors", settings.ansAnchors().size(),
            "private-origins", settings.inside().origins().size()));
  }

  @Produces
  @Singleton
  IdentifierSettings settings() {
    return IdentifierSettings.read(Settings.fromConfig());
  }

  @Produces
  @Singleton
  AgentIdentifiers identifiers(RegistryStore store) {
    return new AgentIdentifiers(store::read, clock);
  }

  @Produces
  @Singleton
  Challenges challenges(PageTokens tokens, GroupWriter writer, ArsSettings settings) {
    return new Challenges(
        tokens, new StoredProofs(writer), settings.component().baseUrl().toString(), clock);
  }

  @Produces
  @Singleton
  ControlProofs proofs(Challenges challenges, IdentifierSettings settings) {
    return new ControlProofs(
        new SignedProof(challenges, clock),
        new ControlDocuments(source(settings.inside())),
        settings.ansAnchors(),
        settings.proofAge(),
        clock);
  }

  @Produces
  @Singleton
  IdentifierChanges.Terms terms(
      AgentIdentifiers identifiers,
      Challenges challenges,
      ControlProofs proofs,
      IdentifierSettings settings) {
    return new IdentifierChanges.Terms(
        identifiers,
        challenges,
        proofs,
        new ProofPace(System::nanoTime),
        settings.most(),
        time,
        clock);
  }

  /** Each URL's own origin may be called, and one inside only where the operator has named it. */
  static ControlDocuments.Source source(IdentifierSettings.Inside inside) {
    GuardedFetch fetch =
        new GuardedFetch(new FetchSettings(inside.origins(), MOST_BYTES, LONGEST_FETCH));
    return url -> {
      Origin origin = Origin.of(url);
      return fetch.get(
          url, Set.of(origin), inside.origins().contains(origin) ? inside.tlsAnchors() : Set.of());
    };
  }
}
