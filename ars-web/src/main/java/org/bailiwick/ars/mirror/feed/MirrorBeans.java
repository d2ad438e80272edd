package org.bailiwick.ars.mirror.feed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorRefusals;
import org.bailiwick.ars.mirror.MirrorStore;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what reads partners' registries, and what is known of their agents. */
@ApplicationScoped
class MirrorBeans {
  @Inject private Clock clock;
  @Inject private RegistryAgreements agreements;
  @Inject private Lease lease;
  @Inject private GroupWriter writer;

  @Produces
  @Singleton
  MirrorStore store(RegistryStore database) {
    return new MirrorStore(database::read, writer);
  }

  @Produces
  @Singleton
  MirrorFreshness freshness(MirrorStore store) {
    return new MirrorFreshness(agreements, store::states, clock, System::nanoTime);
  }

  @Produces
  @Singleton
  ForeignAgents agents(RegistryStore database, MirrorFreshness freshness, SteadyTime time) {
    return new ForeignAgents(database::read, freshness, time);
  }

  @Produces
  @Singleton
  MirrorRefusals refusals() {
    return new MirrorRefusals();
  }

  @Produces
  @Singleton
  ExportClient client(ArsSettings settings) {
    return new ExportClient(
        settings.component().authority().tlsFolder(),
        new GuardedFetch(FetchSettings.of(Set.of())),
        clock);
  }

  @Produces
  @Singleton
  MirrorParts parts(
      ExportClient client, MirrorStore store, MirrorFreshness freshness, MirrorRefusals refusals) {
    return new MirrorParts(
        agreements,
        client,
        new PageCheck(agreements.own(), clock),
        store,
        freshness,
        refusals,
        lease,
        new MirrorParts.Trail(writer, clock));
  }
}
