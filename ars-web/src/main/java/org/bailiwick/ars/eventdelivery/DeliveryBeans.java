package org.bailiwick.ars.eventdelivery;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.ars.agentevent.EventClaims;
import org.bailiwick.ars.agentevent.EventSigner;
import org.bailiwick.ars.agentevent.StateChanges;
import org.bailiwick.ars.eventstream.EventSettings;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.secretstore.SecretStore;

/** Produces what delivers tokens. */
@ApplicationScoped
class DeliveryBeans {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Resource private ManagedExecutorService threads;
  @Inject private Clock clock;

  @Produces
  @Singleton
  Delivered delivered() {
    return new Delivered();
  }

  @Produces
  @Singleton
  DueEvents events(
      StateChanges changes, FindableAgents findable, EventClaims claims, CredentialStatus status) {
    return new DueEvents(changes, findable, claims, status);
  }

  @Produces
  @Singleton
  EventPolls polls(Collaborators needs, DeliveryTimes times) {
    return new EventPolls(
        new EventPolls.Parts(
            needs.streams,
            needs.right,
            needs.events,
            new Acknowledgements(needs.streams, needs.events),
            needs.signer,
            needs.delivered,
            times));
  }

  @Produces
  @Singleton
  DeliveryTimes times(AgentRecords records, EventSettings settings) {
    return new DeliveryTimes(
        () -> records.revision().number(), System::nanoTime, clock, settings.inactivity());
  }

  @Produces
  @Singleton
  PushWorker worker(
      Collaborators needs, EventSettings settings, DeliveryTimes times, Lease leases) {
    FetchSettings fetch = new FetchSettings(settings.receivers().privateOrigins(), 0, LIMIT);
    PushSender sender =
        new PushSender(needs.sender(clock), settings.receivers(), new GuardedFetch(fetch));
    return new PushWorker(
        new PushWorker.Parts(needs.streams, needs.events, sender, needs.right, leases, times),
        threads);
  }

  /** What both ways of delivery need. */
  @Dependent
  static class Collaborators {
    @Inject EventStreams streams;
    @Inject ReceiverRight right;
    @Inject DueEvents events;
    @Inject EventSigner signer;
    @Inject SecretStore secrets;
    @Inject Delivered delivered;

    PushSender.Parts sender(Clock clock) {
      return new PushSender.Parts(
          streams,
          right,
          events,
          new Acknowledgements(streams, events),
          signer,
          secrets,
          delivered,
          clock);
    }
  }
}
