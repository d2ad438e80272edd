package org.bailiwick.ars.identifier.control;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.discovery.ForeignReader;
import org.bailiwick.ars.discovery.TestDirectories;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorStore;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;

/** The identifiers of a registry without a container, with documents that a test writes. */
final class TestIdentifiers {
  static final int MOST = 3;
  static final Duration AGE = Duration.ofHours(1);

  final AgentIdentifiers identifiers;
  final IdentifierReader reader;
  final IdentifierChanges changes;

  final MirrorStore mirror;
  final MirrorFreshness freshness;

  /** Elapsed time since partners were heard. */
  final AtomicLong elapsed = new AtomicLong();

  /** Time that passes before each proof, so that none is too early. */
  private final AtomicLong nanos = new AtomicLong();

  /** Time that passes before each look at the agreements, so that each change is seen. */
  private final AtomicLong looked = new AtomicLong();

  TestIdentifiers(
      TestRegistry registry,
      ControlDocuments.Source source,
      Set<X509Certificate> ansAnchors,
      Path agreements) {
    SteadyTime time = new SteadyTime(registry.clock, () -> 0L);
    RegistryAgreements agreed = agreements(agreements, registry.ca.domain());
    mirror = new MirrorStore(registry.reads(), registry.writer());
    freshness = new MirrorFreshness(agreed, mirror::states, registry.clock, elapsed::get);
    ForeignAgents foreign = new ForeignAgents(registry.reads(), freshness, time);
    identifiers = new AgentIdentifiers(registry.reads(), registry.clock);
    reader =
        new IdentifierReader(
            registry.gate(),
            TestDirectories.of(registry, time),
            registry.records(),
            identifiers,
            new ForeignReader(foreign, registry.gate()),
            agreed);
    Challenges challenges = challenges(registry);
    changes =
        new IdentifierChanges(
            registry.gate(),
            registry.changes(),
            registry.records(),
            reader,
            new IdentifierChanges.Terms(
                identifiers,
                challenges,
                new ControlProofs(
                    new SignedProof(challenges, registry.clock),
                    new ControlDocuments(source),
                    ansAnchors,
                    AGE,
                    registry.clock),
                new ProofPace(() -> nanos.addAndGet(ProofPace.PACE.toNanos())),
                MOST,
                time,
                registry.clock));
  }

  private static Challenges challenges(TestRegistry registry) {
    return new Challenges(
        PageTokens.ofAllNodes(registry.writer()),
        new StoredProofs(registry.writer()),
        "https://127.0.0.1:9443/ars",
        registry.clock);
  }

  private RegistryAgreements agreements(Path folder, TrustDomain own) {
    return new RegistryAgreements(
        Optional.of(folder), own, () -> looked.addAndGet(Duration.ofSeconds(1).toNanos()));
  }
}
