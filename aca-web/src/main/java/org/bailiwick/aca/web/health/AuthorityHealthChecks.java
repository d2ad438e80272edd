package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.aca.publication.RootCrlEnds;
import org.bailiwick.aca.publication.RootCrlEnds.End;
import org.bailiwick.aca.publication.RootCrlEnds.State;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Produces the health checks of the authority. A check looks up other beans only when it is called
 * after the authority has started; until then a readiness check is down.
 */
@ApplicationScoped
class AuthorityHealthChecks {
  private static final String DATABASE = "database";
  private static final String DATABASE_FILE = "database-file";

  @Inject private AuthorityStartup started;

  /**
   * Whether this process can still write to its database. If H2 has closed the database file
   * because of an error, only a restart helps.
   */
  @Produces
  @Liveness
  @Singleton
  HealthCheck databaseFile(@ForAca Provider<GroupWriter> writer) {
    return () ->
        started.isOver()
            ? WriterHealth.liveness(DATABASE_FILE, writer.get())
            : HealthCheckResponse.up(DATABASE_FILE);
  }

  /** Whether the ledger can be read, and the group writer runs and has room for more work. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck database(
      @ForAca Provider<DatabaseProbe> probe, @ForAca Provider<GroupWriter> writer) {
    return check(DATABASE, response -> WriterHealth.readiness(DATABASE, writer.get(), probe.get()));
  }

  /** Whether the clock is trusted; nothing is signed otherwise. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck clock(Provider<ClockTrust> trust) {
    return check("clock", response -> answer(response, trust.get().fault()));
  }

  /** Whether the audit log has all rows of its signed heads, unchanged; else nothing is issued. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck records(@ForAca Provider<AuditHeads> heads) {
    return check("records", response -> answer(response, heads.get().fault()));
  }

  /** The version of the policies in force, and why a newer folder is refused. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck policies(@ForAca Provider<PolicyHealth> health) {
    return check("policies", response -> health.get().readiness("policies"));
  }

  /** Whether the PKCS#11 tokens sign and hold every key that the authority needs. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck hsm(@ForAca Provider<Keyring> keyring, Provider<KeysInUse> keys) {
    return check(
        "hsm",
        response ->
            answer(
                response,
                switch (keyring.get().health(keys.get().labels())) {
                  case HsmHealth.Up up -> Optional.empty();
                  case HsmHealth.Down down -> Optional.of(down.reason());
                }));
  }

  /**
   * Whether relying parties can learn of revocations: every issuer has a CRL that is in force,
   * unless its key is retired.
   */
  @Produces
  @Readiness
  @Singleton
  HealthCheck feed(
      Provider<Authorities> authorities,
      Provider<CrlPublisher> crls,
      @ForAca Provider<Clock> clock) {
    return check(
        "feed",
        response -> {
          try {
            Instant now = clock.get().instant();
            return response
                .status(
                    authorities.get().all().stream()
                        .filter(issuer -> !issuer.isRetired())
                        .allMatch(issuer -> isInForce(crls.get(), issuer, now)))
                .build();
          } catch (RuntimeException unreadable) {
            return response.down().build();
          }
        });
  }

  private static boolean isInForce(CrlPublisher crls, Authority issuer, Instant now) {
    return crls.inForce(issuer.id(), CrlPublisher.COMPLETE)
        .filter(crl -> now.isBefore(crl.nextUpdate()))
        .isPresent();
  }

  /**
   * Whether OCSP answers can be signed: every issuer has certified a responder whose certificate is
   * valid now, unless its key is retired.
   */
  @Produces
  @Readiness
  @Singleton
  HealthCheck responder(
      Provider<Authorities> authorities,
      Provider<ResponderCertificates> responders,
      @ForAca Provider<Clock> clock) {
    return check(
        "ocsp",
        response -> {
          boolean up = true;
          for (Authority issuer : authorities.get().all()) {
            Optional<Instant> end =
                responders
                    .get()
                    .find(issuer.id())
                    .map(X509Certificate::getNotAfter)
                    .map(Date::toInstant);
            response.withData(issuer.id(), end.map(Instant::toString).orElse("none"));
            up &= issuer.isRetired() || end.filter(clock.get().instant()::isBefore).isPresent();
          }
          return response.status(up).build();
        });
  }

  /**
   * The nextUpdate of each root's CRL, with a warning in the last thirty days, because the next CRL
   * needs a ceremony.
   */
  @Produces
  @Readiness
  @Singleton
  HealthCheck rootCrl(Provider<RootCrlEnds> ends) {
    return check(
        "root-crl",
        response -> {
          boolean up = true;
          for (Map.Entry<String, End> root : ends.get().all().entrySet()) {
            String until = root.getValue().at().map(Instant::toString).orElse("none");
            State state = root.getValue().state();
            response.withData(root.getKey(), until + advice(state));
            up &= state == State.IN_FORCE || state == State.ENDS_SOON;
          }
          return response.status(up).build();
        });
  }

  private static String advice(State state) {
    return switch (state) {
      case IN_FORCE -> "";
      case ENDS_SOON -> " WARNING it ends soon: hold hsm-config/ceremony/root-crl.properties";
      case OVER -> " it has expired: hold hsm-config/ceremony/root-crl.properties";
      case MISSING -> ", copy it from the folder of the ceremony that signed it";
    };
  }

  private HealthCheck check(
      String name, Function<HealthCheckResponseBuilder, HealthCheckResponse> answer) {
    return () ->
        started.isOver()
            ? answer.apply(HealthCheckResponse.named(name))
            : AuthorityStartup.pending(name);
  }

  private static HealthCheckResponse answer(
      HealthCheckResponseBuilder response, Optional<String> fault) {
    return fault
        .map(reason -> response.down().withData("reason", reason).build())
        .orElseGet(() -> response.up().build());
  }
}
