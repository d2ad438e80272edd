package org.bailiwick.aca.costs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.ear.EarToken;
import org.bailiwick.aca.attestation.ear.EarVerifier;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.Attestors;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.evidence.container.ContainerAttestor;
import org.bailiwick.aca.evidence.hsm.HsmKeyAttestor;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.evidence.tpm.ActivationDesk;
import org.bailiwick.aca.evidence.tpm.SoftwareTpm;
import org.bailiwick.aca.evidence.tpm.TpmAttestor;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.testing.TestAttestation;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestHsm;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestNode;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.jose.JwtKeys;
import org.jose4j.json.JsonUtil;
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
  private Sample instanceDocument;
  private Sample attestedDocument;
  private Sample container;
  private Sample hsmKey;
  private Sample tpm;
  private ConveyedToken result;
  private EarVerifier verifier;

  /** Makes the evidence, a TPM's by swtpm and tpm2-tools, a cloud's by openssl. */
  @Setup
  public void make() throws Exception {
    Path folder = Files.createTempDirectory("costs");
    makeDevice(folder);
    CloudSamples cloud = new CloudSamples(folder, clock);
    token = cloud.token();
    instanceDocument = cloud.instanceDocument();
    attestedDocument = cloud.attestedDocument();
    makeStatements(folder);
    makeResult();
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
    devices = DeviceAuthenticator.trusting(settings.folders().of(TrustFolder.DEVICES), clock);
    TestDevice device = new TestDevice(maker, nonces.mint().value(), clock.instant());
    device.userToken = provider.token(clock.instant());
    submission = device.send();
    chain = List.of(device.chain.getFirst().getEncoded());
    review =
        new EvidenceReview(
            settings,
            new Attestors(devices, List.of()),
            nonces,
            TestAttestation.review(settings, clock),
            new UserTokens(new UserProviders(settings.folders().of(TrustFolder.USERS), clock)),
            new OwnerConsents(settings, clock),
            clock);
  }

  /** Makes the statement of a node on a container and of an HSM on a key. */
  private void makeStatements(Path folder) throws IOException {
    TestMaker maker = new TestMaker("Node Maker");
    Path nodes = Files.createDirectories(folder.resolve("container-nodes"));
    Files.writeString(nodes.resolve("maker.pem"), Pem.of(maker.root()));
    Files.writeString(
        nodes.resolve("ours.json"),
        """
        {"issuer":"CN=Node Maker","nodes":["N-1"],"namespaces":{"agents":["reader"]}}
        """);
    container =
        Sample.of(
            new ContainerAttestor(nodes, clock),
            "container",
            new TestNode(maker, "N-1")
                .says(Sample.NONCE, Sample.AGENT.getPublic(), clock.instant())
                .sign(),
            clock.instant());
    TestHsm hsm = new TestHsm("HSM Vendor");
    Path vendors = Files.createDirectories(folder.resolve("hsm-vendors"));
    Files.writeString(vendors.resolve("vendor.pem"), Pem.of(hsm.root()));
    X509Certificate attested =
        hsm.attests(Sample.AGENT.getPublic(), TestHsm.says(TestHsm.SIGN_ECDSA));
    hsmKey =
        Sample.of(
            new HsmKeyAttestor(vendors, clock),
            "hsm-key",
            TestHsm.evidence(attested, hsm.device()),
            clock.instant());
  }

  /** A Verifier's result as it is brought. */
  private void makeResult() {
    TestVerifier signer = new TestVerifier();
    result =
        new ConveyedToken(
            ConveyedToken.EAT_JWT,
            Octets.of(
                signer
                    .sign(signer.ear(Sample.NONCE, clock.instant()))
                    .getBytes(StandardCharsets.UTF_8)));
    verifier =
        new EarVerifier(
            TestVerifier.DEVELOPER,
            Optional.empty(),
            Set.of("ES256"),
            JwtKeys.ofJwks(signer.jwks()),
            Duration.ofHours(1));
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
            new TpmAttestor(desk),
            new EvidenceItem("tpm", text),
            TestRequest.binding(machine.agentKey("agent"), nonce, clock.instant()));
  }

  /** Everything that a device's enrolment with an EAT and a user token is asked. */
  @Benchmark
  public VerifiedApplicant wholeReviewOfDevice() {
    return review.review(review.authenticate(submission));
  }

  @Benchmark
  public AttestedSubject idevid() {
    return devices.authenticate(chain);
  }

  @Benchmark
  public AttestedSubject oidcToken() {
    return token.check();
  }

  @Benchmark
  public AttestedSubject awsDocument() {
    return instanceDocument.check();
  }

  @Benchmark
  public AttestedSubject azureDocument() {
    return attestedDocument.check();
  }

  @Benchmark
  public AttestedSubject container() {
    return container.check();
  }

  @Benchmark
  public AttestedSubject hsmKey() {
    return hsmKey.check();
  }

  /** An EAR as JWT, signature and rules. */
  @Benchmark
  public AttestationResult attestationResult() {
    return EarToken.parse(result).verify(verifier, clock.instant()).result();
  }

  @Benchmark
  public AttestedSubject tpm() {
    return tpm.check();
  }
}
