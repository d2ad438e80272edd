package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.FeedState;
import org.bailiwick.node.health.ApplicationStart;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** The registry's health checks. They look up other beans only when they are called. */
@ApplicationScoped
public class RegistryChecks {
  @Inject private RegistryStartup startup;
  @Inject private Provider<DatabaseProbe> probe;
  @Inject private Provider<GroupWriter> writer;
  @Inject private Provider<AuditHeads> heads;
  @Inject private Provider<RegistryKeys> keys;
  @Inject private Provider<Clock> clock;
  @Inject private Provider<PolicyHealth> decisions;
  @Inject private Provider<CredentialStatus> status;
  @Inject private Provider<AuthorityFeed> feed;
  @Inject private Provider<DomainTrust> trust;
  @Inject private Provider<SteadyTime> time;

  /** Reports whether the database answers and has space, and whether the group writer runs. */
  @Produces
  @Readiness
  HealthCheck database() {
    return () ->
        startup.answer(
            "ars-database", name -> WriterHealth.readiness(name, writer.get(), probe.get()));
  }

  /**
   * Reports whether this process can still write to its database. After H2 has closed the database
   * file because of an error, only a restart helps.
   */
  @Produces
  @Liveness
  HealthCheck databaseFile() {
    String name = "ars-database-file";
    return () ->
        startup.isOver() ? WriterHealth.liveness(name, writer.get()) : HealthCheckResponse.up(name);
  }

  /**
   * Reports whether the audit log still holds every row that a signed head covers, unchanged. While
   * a row is missing or changed, the registry registers no agent.
   */
  @Produces
  @Readiness
  HealthCheck auditLog() {
    return () ->
        startup.answer("ars-records", name -> ApplicationStart.response(name, heads.get().fault()));
  }

  /** Reports whether the PKCS#11 token answers and holds the keys that sign for the registry. */
  @Produces
  @Readiness
  HealthCheck signer() {
    return () ->
        startup.answer(
            "ars-hsm",
            name -> ApplicationStart.response(name, keys.get().fault(clock.get().instant())));
  }

  /** Reports the version of the policies in force, and why a newer folder is refused. */
  @Produces
  @Readiness
  HealthCheck policies() {
    return () -> startup.answer("ars-policies", name -> decisions.get().readiness(name));
  }

  /** Reports whether the authority's revocation data are fresh enough for answers. */
  @Produces
  @Readiness
  HealthCheck authority() {
    return () -> startup.answer("ars-feed", this::feedResponse);
  }

  private HealthCheckResponse feedResponse(String name) {
    FeedState state = feed.get().state();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named(name)
            .status(status.get().isFresh())
            .withData("connected", state.connected())
            .withData("fault", state.fault())
            .withData("trust-fault", trust.get().state().fault())
            .withData("clock-drift", time.get().drift().toString());
    state.heardAt().ifPresent(at -> answer.withData("heard-at", at.toString()));
    return answer.build();
  }
}
