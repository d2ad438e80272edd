package org.bailiwick.aca.web;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Clock;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.edge.RequestGuards;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.PeerFilter;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Makes the filters that check every request of the authority: request id, peer certificate, size
 * and type of the body.
 */
@Singleton
class AcaGuards {

  /** The paths at which devices may present certificates of their manufacturers. */
  private static final String EST = "/.well-known/est/";

  private static final Settings.Range BODY = new Settings.Range(1024, 16_777_216);

  private final OwnTrust trust;
  private final PeerContext peers;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  AcaGuards(OwnTrust trust, PeerContext peers, @ForAca GroupWriter writer, @ForAca Clock clock) {
    this.trust = trust;
    this.peers = peers;
    this.writer = writer;
    this.clock = clock;
  }

  void register(FeatureContext context) {
    Settings settings = Settings.fromConfig();
    TrustedProxies proxies = TrustedProxies.of(settings.list("node.trusted-proxies"));
    int maxBody = settings.number("node.max-body", BodyLimits.DEFAULT, BODY);
    settings.done();
    new RequestGuards(
            new PeerFilter(trust, trust, proxies, peers, writer::recordRefusal, clock)
                .withStrangersBelow(EST),
            new BodyLimits(maxBody),
            writer)
        .register(context);
  }
}
