package org.bailiwick.master.push;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what tells clients of their tasks. */
@ApplicationScoped
class PushBeans {

  /** Sections 4.3.3 and 13.2 of A2A 1.0 recommend 10 to 30 seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Resource private ManagedExecutorService threads;
  @Inject private GroupWriter writer;
  @Inject private SecretStore secrets;
  @Inject private Clock clock;

  @Produces
  @Singleton
  PushSettings settings() {
    Settings config = Settings.fromConfig();
    PushSettings read = PushSettings.read(config);
    config.done();
    return read;
  }

  @Produces
  @Singleton
  PushConfigurations configurations(PushSettings settings, Store store) {
    return new PushConfigurations(settings, store, writer, secrets, clock);
  }

  @Produces
  @Singleton
  PushWorker worker(PushSettings settings, Store store, Collaborators needs) {
    FetchSettings fetch = new FetchSettings(settings.privateOrigins(), 0, LIMIT);
    return new PushWorker(
        new PushWorker.Parts(
            new PushQueue(store, writer, needs.time),
            new PushSender(needs.sender(secrets, clock), settings, new GuardedFetch(fetch)),
            needs.leases,
            needs.time,
            System::nanoTime),
        settings,
        threads);
  }

  /** Collects what the sender needs. */
  @Dependent
  static class Collaborators {
    @Inject JobJournal journal;
    @Inject CallerStatus callers;
    @Inject PartnerRights partners;
    @Inject Gate gate;
    @Inject TaskNews news;
    @Inject Lease leases;
    @Inject SteadyTime time;

    PushSender.Parts sender(SecretStore secrets, Clock clock) {
      return new PushSender.Parts(journal, callers, gate, partners.own(), news, secrets, clock);
    }
  }
}
