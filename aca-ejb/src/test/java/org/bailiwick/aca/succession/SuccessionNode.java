package org.bailiwick.aca.succession;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.KeySuccessions;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.TestCrls;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.aca.ocsp.TestResponders;
import org.bailiwick.aca.publication.TestPublications;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.aca.wit.WitSigner;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.records.AuditHeads;

/**
 * The keys of an authority's process, wired as {@link KeyWiring} does it: over a database, a
 * ceremony folder and a token. A second one over the same is like a restart.
 */
final class SuccessionNode {
  final AcaSettings settings;
  final Authorities authorities;
  final KeySuccessions successions;
  final AuditHeads heads;
  final CrlPublisher crls;
  final ResponderCertificates responders;
  final WitKeys witKeys;
  final WitSigner wit;
  final IssuanceLedger ledger;
  final RevokedCredentials revoked;
  final Supplier<JwsSigner> eventSigner;
  private final KeysInUse inUse;
  private final Successors successors;
  private final RootCrls rootCrls;
  private final Clock clock;

  SuccessionNode(Path folder, TestLedger database, Keyring keyring, Clock clock) {
    this.clock = clock;
    KeyWiring wiring = new KeyWiring();
    settings = new TestHome(folder).settings(Map.of());
    ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    RecordedKeys recorded = new RecordedKeys(settings, keyring, clock);
    ClockTrust trust = TestHeads.trust(clock, () -> Duration.ZERO);
    heads = wiring.auditHeads(settings, database.reader(), recorded, trust);
    CeremonyImport ceremony =
        new CeremonyImport(settings, recorded, heads, ledger, database.writer(), clock);
    LedgerIssuers issuers = new LedgerIssuers(ceremony, ledger, keyring, trust, settings);
    authorities = wiring.authorities(issuers, settings);
    successions = wiring.successions(settings);
    inUse = wiring.keys(authorities, successions, clock);
    eventSigner = wiring.eventSigner(successions, keyring, clock);
    crls = TestCrls.of(database, settings, clock);
    responders =
        TestResponders.of(
            database,
            settings,
            heads,
            new TestResponders.Parts(
                wiring.responderKey(successions, keyring, clock, trust), clock));
    witKeys = new WitKeys(database.reader(), clock);
    wit = new KeyWiring().witSigner(successions, keyring, clock);
    revoked = new RevokedCredentials(new RevocationList(database.reader()));
    successors =
        new Successors(
            settings,
            authorities,
            ceremony,
            new NewIssuers(authorities, ceremony, issuers, crls, responders),
            keyring,
            recorded,
            successions,
            witKeys);
    rootCrls = rootCrls(recorded);
  }

  private RootCrls rootCrls(RecordedKeys recorded) {
    return new RootCrls(
        settings,
        authorities,
        ledger,
        revoked,
        TestPublications.of(
            settings, authorities, crls, new TestPublications.Read(revoked, witKeys)),
        recorded);
  }

  /** As the timers do, each second. */
  SuccessionNode follow() {
    successors.follow(clock.instant());
    revoked.refresh(clock.instant());
    rootCrls.follow();
    return this;
  }

  List<String> issuers() {
    return authorities.forAgents().stream().map(Authority::id).toList();
  }

  String issuing() {
    return authorities.issuing().id();
  }

  /** Labels of the keys that readiness looks for. */
  List<String> needed() {
    return List.copyOf(inUse.labels());
  }
}
