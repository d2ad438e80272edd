package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.outbox.OutboxFigures;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.ownerrights.OwnerRights;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.FeedState;
import org.bailiwick.node.health.ApplicationStart;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** The Master Agent's health checks. They look up other beans only after the start. */
@ApplicationScoped
public class MasterChecks {
  @Inject private MasterStartup started;
  @Inject private Provider<DatabaseProbe> probe;
  @Inject private Provider<GroupWriter> writer;
  @Inject private Provider<AuditHeads> auditHeads;
  @Inject private Provider<AuthorityFeed> feed;
  @Inject private Provider<DomainTrust> trust;
  @Inject private Provider<PolicyHealth> decisions;
  @Inject private Provider<ServiceRules> rules;
  @Inject private Provider<OwnCallers> callers;
  @Inject private Provider<OwnerRights> owners;
  @Inject private Provider<Attesters> attesters;
  @Inject private Provider<PeopleClients> clients;
  @Inject private Provider<IdentityProviders> providers;
  @Inject private Provider<AgentInventory> inventory;
  @Inject private Provider<OutboxFigures> outbox;
  @Inject private Provider<Pkcs11Token> hsm;
  @Inject private Provider<TokenKeys> keys;
  @Inject private Provider<DomainKeys> domainKeys;
  @Inject private Provider<Clock> clock;

  /**
   * Reports whether the database answers, whether the group writer runs and has room, and how many
   * jobs have not ended.
   */
  @Produces
  @Readiness
  HealthCheck database() {
    return () ->
        started.answer(
            "master-database", name -> WriterHealth.readiness(name, writer.get(), probe.get()));
  }

  /**
   * Reports whether this process can still write to its database. It cannot after H2 has closed the
   * database file because of an error; only a restart helps then.
   */
  @Produces
  @Liveness
  HealthCheck databaseFile() {
    String name = "master-database-file";
    return () ->
        started.isOver() ? WriterHealth.liveness(name, writer.get()) : HealthCheckResponse.up(name);
  }

  /**
   * Reports whether the audit log still holds every row that a signed head covers, unchanged. While
   * a row is missing or changed, the Master Agent accepts no job and signs no token.
   */
  @Produces
  @Readiness
  HealthCheck auditLog() {
    return () ->
        started.answer(
            "master-records", name -> ApplicationStart.response(name, auditHeads.get().fault()));
  }

  /** Reports the version of the policies in force, and why a newer folder is refused. */
  @Produces
  @Readiness
  HealthCheck policies() {
    return () -> started.answer("master-policies", name -> decisions.get().readiness(name));
  }

  /**
   * Reports why the folder with the rules of authentication is refused. The check stays UP, because
   * the last good rules are in force.
   */
  @Produces
  @Readiness
  HealthCheck authenticationRules() {
    return () -> started.answer("master-authentication-rules", this::rulesAnswer);
  }

  private HealthCheckResponse rulesAnswer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    rules.get().fault().ifPresent(reason -> answer.withData("refused", reason));
    return answer.build();
  }

  /**
   * Reports the faults of the files of own agents, services and devices, of owners and of
   * attesters, and whether owners are asked about. The check stays UP, because the faults concern
   * no caller of another kind.
   */
  @Produces
  @Readiness
  HealthCheck ownCallers() {
    return () -> started.answer("master-callers", this::callersAnswer);
  }

  private HealthCheckResponse callersAnswer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    callers.get().faults().forEach(answer::withData);
    owners.get().faults().forEach((file, fault) -> answer.withData("owner " + file, fault));
    answer.withData("owners-asked", owners.get().areAsked());
    attesters.get().faults().forEach((file, fault) -> answer.withData("attester " + file, fault));
    return answer.build();
  }

  /**
   * Reports the faults of the files of people's clients and identity providers. The check stays UP,
   * because a fault concerns the people of its file alone.
   */
  @Produces
  @Readiness
  HealthCheck people() {
    return () -> started.answer("master-people", this::peopleAnswer);
  }

  private HealthCheckResponse peopleAnswer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    clients.get().faults().forEach((file, fault) -> answer.withData("client " + file, fault));
    providers.get().faults().forEach((file, fault) -> answer.withData("provider " + file, fault));
    return answer.build();
  }

  /**
   * Reports what the ends of jobs and tokens have left to do. The check stays UP, because requests
   * do not depend on it.
   */
  @Produces
  @Readiness
  HealthCheck outbox() {
    return () ->
        started.answer(
            "master-outbox",
            name ->
                HealthCheckResponse.named(name)
                    .up()
                    .withData("pending", outbox.get().pending())
                    .withData("oldest-seconds", outbox.get().oldestSeconds())
                    .withData("given-up", outbox.get().givenUp())
                    .withData("unknown", outbox.get().unknown())
                    .build());
  }

  /** Reports whether the PKCS#11 token answers and holds the signing keys. */
  @Produces
  @Readiness
  HealthCheck signer() {
    return () ->
        started.answer("master-hsm", name -> ApplicationStart.response(name, signerFault()));
  }

  private Optional<String> signerFault() {
    return hsm.get().health(keys.get().needed(clock.get().instant())) instanceof HsmHealth.Down down
        ? Optional.of(down.reason())
        : Optional.empty();
  }

  /**
   * Reports whether this node may sign with its key: the other nodes could read of it, and the
   * node's certificate is not revoked.
   */
  @Produces
  @Readiness
  HealthCheck tokenKeys() {
    return () ->
        started.answer(
            "master-token-key", name -> ApplicationStart.response(name, domainKeys.get().fault()));
  }

  /** Reports whether the registry was reached in time, and its number of agents. */
  @Produces
  @Readiness
  HealthCheck registry() {
    return () ->
        started.answer(
            "master-inventory",
            name ->
                HealthCheckResponse.named(name)
                    .status(inventory.get().isFresh())
                    .withData("agents", inventory.get().size())
                    .build());
  }

  /** Reports whether the authority's event feed is connected. */
  @Produces
  @Readiness
  HealthCheck authority() {
    return () -> started.answer("master-feed", this::feedAnswer);
  }

  private HealthCheckResponse feedAnswer(String name) {
    FeedState state = feed.get().state();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named(name)
            .status(state.connected())
            .withData("fault", state.fault())
            .withData("trust-fault", trust.get().state().fault());
    state.heardAt().ifPresent(at -> answer.withData("heard-at", at.toString()));
    return answer.build();
  }
}
