package org.bailiwick.aca.costs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.evidence.TrustKinds;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.InitialTrust;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.aws.InstanceDocuments;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.tpm.ActivationDesk;
import org.bailiwick.aca.evidence.tpm.SoftwareTpm;
import org.bailiwick.aca.evidence.tpm.TpmTrust;
import org.bailiwick.aca.evidence.workload.WorkloadTokens;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.Jws;
import org.bailiwick.aca.testing.TestAttestation;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.testing.TestWish;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The check of one piece of evidence by kind, and the whole review of a device's enrolment beside
 * it. A review has no side effects, so the same evidence is good again and again; what a check may
 * keep from the one before, it keeps in service too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EvidenceCosts {

  private final Clock clock = Clock.systemUTC();
  private final NonceMint nonces = new NonceMint(new byte[32], Duration.ofHours(1), clock);
  private SoftwareTpm machine;
  private DeviceAuthenticator devices;
  private List<byte[]> chain;
  private EvidenceReview review;
  private Submission submission;
  private Sample token;
  private Sample document;
  private Sample tpm;

  /** Evidence of a kind that is good. */
  private record Sample(InitialTrust kind, EvidenceItem item, EvidenceBinding binding) {

    TrustedAnchor check() {
      return kind.authenticate(item, binding);
    }
  }

  /** Makes the evidence, a TPM's by swtpm and tpm2-tools, a cloud's by openssl. */
  @Setup
  public void make() throws Exception {
    Path folder = Files.createTempDirectory("costs");
    makeDevice(folder);
    makeToken(folder.resolve("workload-issuers"));
    makeDocument(folder);
    makeTpm(folder);
  }

  /** Ends the TPM. */
  @TearDown
  public void stop() {
    machine.close();
  }

  private void makeDevice(Path folder) throws Exception {
    TestMaker maker = new TestMaker("Maker");
    TestProvider provider = new TestProvider();
    TestHome home = new TestHome(folder);
    home.write(maker, provider);
    AcaSettings settings = home.settings();
    devices = DeviceAuthenticator.trusting(settings.folders().devices(), clock);
    TestDevice device = new TestDevice(maker, nonces.mint().value(), clock.instant());
    device.userToken = provider.token(clock.instant());
    submission = device.send();
    chain = List.of(device.chain.getFirst().getEncoded());
    review =
        new EvidenceReview(
            settings,
            new TrustKinds(devices, List.of()),
            nonces,
            TestAttestation.review(settings, clock),
            new UserTokens(new UserProviders(settings.folders().users(), clock)),
            new OwnerConsents(settings, clock),
            clock);
  }

  private void makeToken(Path issuers) throws IOException, JoseException {
    KeyPair signer = TestKeys.rsa3072();
    Files.createDirectories(issuers);
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(signer.getPublic());
    jwk.setKeyId("cluster-1");
    Files.writeString(
        issuers.resolve("cluster.json"),
        """
        {"issuer":"https://cluster.example","audience":"https://aca.example","algorithms":["RS256"],
         "jwks":{"keys":[%s]},"required":{"/namespace":["agents"]},"subject":["/sub"],"max_age":"PT1H"}
        """
            .formatted(jwk.toJson(OutputControlLevel.PUBLIC_ONLY)));
    long now = clock.instant().getEpochSecond();
    String text =
        Jws.sign(
            signer.getPrivate(),
            "RS256",
            Map.of("kid", "cluster-1"),
            Map.of(
                "iss",
                "https://cluster.example",
                "aud",
                List.of("https://aca.example"),
                "sub",
                "pod-1",
                "namespace",
                "agents",
                "iat",
                now,
                "exp",
                now + 3600));
    token =
        new Sample(
            new WorkloadTokens(issuers, clock),
            new EvidenceItem("oidc-token", text),
            binding(TestKeys.ec().getPublic(), "nonce"));
  }

  private void makeDocument(Path folder) throws IOException {
    CloudSigner cloud = new CloudSigner(folder, "frankfurt", "rsa:2048");
    cloud.trustIn(folder.resolve("aws"));
    Files.writeString(
        folder.resolve("aws/ours.json"),
        """
        {"certificates":["frankfurt.pem"],"accounts":["123456789012"],
         "regions":["eu-central-1"],"max_age":"PT1H"}
        """);
    Instant launched = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String text =
        cloud.sign(
            """
            {"accountId":"123456789012","region":"eu-central-1","instanceId":"i-1","pendingTime":"%s"}
            """
                .formatted(launched),
            "-nodetach");
    document =
        new Sample(
            new InstanceDocuments(folder.resolve("aws"), clock),
            new EvidenceItem("aws-document", text),
            binding(TestKeys.ec().getPublic(), "nonce"));
  }

  private void makeTpm(Path folder) throws IOException {
    Path vendor = folder.resolve("vendor");
    machine = new SoftwareTpm(vendor, folder.resolve("tpm"), "ecc");
    Path vendors = Files.createDirectory(folder.resolve("tpm-vendors"));
    Files.copy(vendor.resolve("swtpm-localca-rootca-cert.pem"), vendors.resolve("vendor.pem"));
    ActivationDesk desk = new ActivationDesk(MakerChain.trusting("ek", vendors, clock), nonces);
    String nonce = nonces.mint().value();
    String activation =
        machine.activate(desk.challenge(nonce, machine.chain(), machine.read("ak.pub")));
    String json = JsonUtil.toJson(machine.evidence("agent", nonce, activation));
    String text = SoftwareTpm.text(json.getBytes(StandardCharsets.UTF_8));
    tpm =
        new Sample(
            new TpmTrust(desk),
            new EvidenceItem("tpm", text),
            binding(machine.agentKey("agent"), nonce));
  }

  private EvidenceBinding binding(PublicKey agentKey, String nonce) {
    return TestWish.binding(agentKey, nonce, clock.instant());
  }

  /** Everything that a device's enrolment with an EAT and a user token is asked. */
  @Benchmark
  public VerifiedApplicant wholeReviewOfDevice() {
    return review.review(review.authenticate(submission));
  }

  @Benchmark
  public TrustedAnchor idevid() {
    return devices.authenticate(chain);
  }

  @Benchmark
  public TrustedAnchor oidcToken() {
    return token.check();
  }

  @Benchmark
  public TrustedAnchor awsDocument() {
    return document.check();
  }

  @Benchmark
  public TrustedAnchor tpm() {
    return tpm.check();
  }
}
