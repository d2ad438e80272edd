package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.cascade.DefaultRevocation;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.Attestors;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.aws.InstanceDocuments;
import org.bailiwick.aca.evidence.container.ContainerAttestor;
import org.bailiwick.aca.evidence.hsm.HsmKeyAttestor;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.evidence.workload.WorkloadTokenAttestor;
import org.bailiwick.aca.joining.JoinTokenIssuer;
import org.bailiwick.aca.joining.TestJoins;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.lineage.CloneAlarm;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.aca.revocation.TestRevoker;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestAttestation;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.aca.wit.WitSigner;
import org.bailiwick.aca.withdrawal.ReportedUsers;
import org.bailiwick.aca.withdrawal.TestReports;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.testing.DefaultPolicies;

/** A whole issuer without container and HSM: real evidence, policies, lint, database. */
final class IssuerFixture implements AutoCloseable {

  private static final int NEW_AT_ONCE = 64;

  final Clock clock = Clock.systemUTC();
  private final Meter meter = new SilentMeter();
  final TestMaker maker = new TestMaker("Maker");
  final TestProvider provider = new TestProvider();
  final TestCa ca = TestCa.create("bailiwick.example");
  final TestLedger database;
  final AtomicReference<SigningKey> key;
  private final byte[] nonceKey = new SecureRandom().generateSeed(32);
  final NonceMint nonces = noncesAt(clock);
  final IssuanceLedger ledger;

  /** The time by which the clock is ahead of the elapsed time. */
  final AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);

  /** The time by which appraisals look older than they are. */
  final AtomicReference<Duration> aged = new AtomicReference<>(Duration.ZERO);

  final AuditHeads heads;
  final CredentialIssuer issuer;
  final WitIssuer wits;
  final AtomicReference<SigningKey> witKey =
      new AtomicReference<>(new InMemorySigningKey("wit", TestKeys.ec()));
  final Function<Clock, WitMint> mintAt;
  final Gate gate;
  final ReportedUsers reports;
  final UserTokens users;
  final JoinTokenIssuer joins;
  final AcaSettings settings;
  final Authorities authorities;
  final EvidenceReview review;
  final CredentialProfiles profiles;
  final WaitingEnrolments waiting;

  IssuerFixture(Path folder) {
    this(folder, NEW_AT_ONCE);
  }

  IssuerFixture(Path folder, int newAtOnce) {
    this(folder, TestLedger.open(Clock.systemUTC()), newAtOnce);
  }

  IssuerFixture(Path folder, TestLedger database) {
    this(folder, database, NEW_AT_ONCE);
  }

  private IssuerFixture(Path folder, TestLedger database, int newAtOnce) {
    this.database = database;
    TestHome home = new TestHome(folder);
    home.write(maker, provider);
    settings = home.settings();
    ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    key = new AtomicReference<>(new InMemorySigningKey("issuing-1", ca.issuingKey()));
    authorities = authorities();
    heads = TestHeads.of(settings, database, clock, leap::get);
    DefaultRevocation.copyTo(home.folder("revocation"));
    gate = new Gate(DefaultPolicies.inForce(), database.writer());
    TriggerRevoker triggers = new TestRevoker(database, settings, authorities, gate).triggers();
    reports = TestReports.of(settings, database, triggers, clock);
    users = new UserTokens(new UserProviders(settings.folders().of(TrustFolder.USERS), clock));
    profiles = new CredentialProfiles(settings, clock);
    joins = joins(settings);
    mintAt = this::mint;
    AgentWits agentWits = new AgentWits(profiles, mintAt.apply(clock));
    wits = new WitIssuer(gate, authorities, ledger, agentWits);
    waiting = waitingAt(clock);
    review = review(settings);
    issuer =
        new CredentialIssuer(
            review,
            new IssuingTerms(
                profiles,
                gate,
                new AgentHistories(authorities, database.source()),
                () -> clock.instant().plus(aged.get())),
            agents(settings, authorities, triggers),
            agentWits,
            new NewEnrolments(newAtOnce, Duration.ZERO, clock),
            waiting,
            meter,
            clock);
  }

  private WitMint mint(Clock now) {
    return new WitMint(
        settings,
        this::witSigner,
        database.writer(),
        heads,
        new StatusPlaces(database.writer(), now),
        meter,
        now);
  }

  private Authorities authorities() {
    Authority issuing = new Authority("issuing-1", ca.domain(), ca.issuing(), key::get);
    Authority operators = new Authority("operator-ca", ca.domain(), ca.operatorCa(), key::get);
    return new Authorities(List.of(issuing, operators), new Roots(), "issuing-1", "operator-ca");
  }

  private JoinTokenIssuer joins(AcaSettings settings) {
    return TestJoins.of(database, new TestJoins.Sources(settings, users, profiles, gate), clock);
  }

  private AgentIssuing agents(
      AcaSettings settings, Authorities authorities, TriggerRevoker triggers) {
    IssuingPipeline pipeline = new IssuingPipeline(ledger, heads, meter, clock);
    FirstAnswers answers =
        new FirstAnswers(
            authorities,
            ledger,
            new Enrolments(database.reader()),
            new CompromisedKeys(database.reader()),
            pipeline);
    return new AgentIssuing(
        authorities,
        new PublishedUrls(settings.plainBaseUrl(), 0),
        answers,
        new CloneAlarm(database.writer(), triggers, settings, meter, clock),
        waiting,
        pipeline,
        clock);
  }

  /** The same rows by another clock. */
  WaitingEnrolments waitingAt(Clock other) {
    return new WaitingEnrolments(gate, database.writer(), database.reader(), meter, other);
  }

  private Optional<WitSigner.Current> witSigner() {
    return Optional.ofNullable(witKey.get())
        .map(
            key ->
                new WitSigner.Current(
                    new JwsSigner(key, PublicJwk.thumbprint(key.publicKey())), key.publicKey()));
  }

  private EvidenceReview review(AcaSettings settings) {
    Path devices = settings.folders().of(TrustFolder.DEVICES);
    return new EvidenceReview(
        settings,
        new Attestors(
            DeviceAuthenticator.trusting(devices, clock),
            List.of(
                new JoinTokens(database.reader(), users, settings.trustDomain(), clock),
                new WorkloadTokenAttestor(devices.resolveSibling("workload-issuers"), clock),
                new InstanceDocuments(devices.resolveSibling("aws"), clock),
                new ContainerAttestor(devices.resolveSibling("container-nodes"), clock),
                new HsmKeyAttestor(devices.resolveSibling("hsm-vendors"), clock))),
        nonces,
        TestAttestation.review(settings, clock),
        users,
        new OwnerConsents(settings, clock),
        clock);
  }

  /** Mints as {@link #nonces} does, by another clock. */
  NonceMint noncesAt(Clock other) {
    return new NonceMint(nonceKey, Duration.ofMinutes(5), other);
  }

  /** A device with a fresh nonce and Alice's token. */
  TestDevice device() {
    TestDevice device = new TestDevice(maker, nonces.mint().value(), clock.instant());
    device.userToken = provider.token(clock.instant());
    return device;
  }

  IssuedCredential issue(Submission submission) {
    return issue(submission, Optional.empty());
  }

  /** The credential of a request that is issued at once. */
  IssuedCredential issue(Submission submission, Optional<String> idempotencyKey) {
    return ((Enrolment.Issued) issuer.enrol(submission, idempotencyKey)).credential();
  }

  /** Refused by this check, with nothing issued and no nonce spent. */
  void refuses(ThrowingCallable act, String check) {
    long issued = database.count("issuance");
    long spent = database.count("spent_nonce");
    ProblemException refusal = catchThrowableOfType(ProblemException.class, act);
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(database.count("issuance")).isEqualTo(issued);
    assertThat(database.count("spent_nonce")).isEqualTo(spent);
  }

  /** An officer has told that this key is compromised. */
  void report(PublicKey compromised) {
    database
        .writer()
        .commit(
            CompromisedKeys.block(
                new CompromisedKey(
                    KeyDigest.of(compromised), clock.instant(), "officer-1", "found")));
  }

  @Override
  public void close() {
    database.close();
  }
}
