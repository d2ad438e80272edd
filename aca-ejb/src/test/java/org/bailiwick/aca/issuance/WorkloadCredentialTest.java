package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestJoin;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials of services and devices, under profiles of their own. */
class WorkloadCredentialTest {

  private static final String PROFILE =
      """
      {"name":"%1$s","kind":"%1$s","validity":"PT12H","key_algorithms":["EC_P256"],
       "validation_methods":["mtls"]%2$s}
      """;

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    profile("service", "");
    profile("device", "");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "service, " + AgentInformationExtension.POLICY_SERVICE,
    "device, " + AgentInformationExtension.POLICY_DEVICE
  })
  void hasTheNameAndThePolicyOfItsKindAndNoCapability(String kind, String policy) throws Exception {
    IssuedCredential issued = fixture.issue(of(kind, "broker").send());
    assertThat(issued.holder()).isEqualTo("spiffe://bailiwick.example/" + kind + "/broker");
    assertThat(SpiffeId.of(issued.certificate())).hasToString(issued.holder());
    Extensions extensions =
        Certificate.getInstance(issued.certificate().getEncoded())
            .getTBSCertificate()
            .getExtensions();
    assertThat(CertificatePolicies.fromExtensions(extensions).getPolicyInformation())
        .extracting(each -> each.getPolicyIdentifier().getId())
        .containsExactly(policy);
    assertThat(extensions.getExtension(Extension.cRLDistributionPoints)).isNotNull();
    AgentInformation information = information(issued);
    assertThat(information.owner()).hasToString("Finance");
    assertThat(information.capabilities()).isEmpty();
    assertThat(information.principal().subject()).isEqualTo("alice");
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().device())
        .isPresent();
  }

  @Test
  void hasTheHostNamesOfTheProfileBesideItsSpiffeId() throws Exception {
    profile("service", ",\"dns_names\":[\"radius.example.org\",\"radius-2.example.org\"]");
    IssuedCredential issued = fixture.issue(of("service", "radius").send());
    assertThat(issued.certificate().getSubjectAlternativeNames())
        .extracting(each -> each.get(1).toString())
        .containsExactly(
            "spiffe://bailiwick.example/service/radius",
            "radius.example.org",
            "radius-2.example.org");
    assertThat(SpiffeId.of(issued.certificate())).hasToString(issued.holder());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.example.org",
        "localhost",
        "Radius.example.org",
        "192.0.2.1",
        "radius.example.org.",
        "-a.example.org",
        "a..example.org",
        "a.example.org\",\"a.example.org"
      })
  void refusesAProfileWithANameThatIsNoHosts(String name) {
    String file = PROFILE.formatted("service", ",\"dns_names\":[\"" + name + "\"]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CredentialProfile.parse(file))
        .withMessageMatching("not the DNS name of a host.*|dns_names are at most 8, each once");
  }

  @Test
  void onlyServicesHaveHostNames() {
    String file = PROFILE.formatted("device", ",\"dns_names\":[\"camera.example.org\"]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CredentialProfile.parse(file))
        .withMessage("only a profile of services may have dns_names");
  }

  /** Readers of agents' credentials find none, although the extension has the same syntax. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void isNoAgentsCredential(String kind) {
    IssuedCredential issued = fixture.issue(of(kind, "broker").send());
    assertThat(issued.certificate().getExtensionValue(AgentInformationExtension.OID)).isNull();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> AgentCredential.read(issued.certificate()))
                .check())
        .isEqualTo("agent-credential-shape");
  }

  @Test
  void hasTheCapabilitiesThatTheProfileGrantsAndNoOther() {
    profile("service", ",\"capabilities\":[\"ledger.post@1\"]");
    TestDevice broker = of("service", "broker");
    broker.request.put("capabilities", List.of("ledger.post@1"));
    assertThat(information(fixture.issue(broker.send())).capabilities().scope())
        .isEqualTo("ledger.post@1");
    TestDevice wider = of("service", "broker");
    wider.request.put("capabilities", List.of("invoice.parse@1"));
    fixture.refuses(() -> fixture.issue(wider.send()), "capability-not-granted");
    TestDevice gate = of("device", "gate");
    gate.request.put("capabilities", List.of("ledger.post@1"));
    fixture.refuses(() -> fixture.issue(gate.send()), "capability-not-granted");
  }

  @ParameterizedTest
  @CsvSource({
    "agent-default, service, profile-kind",
    "agent-default, device, profile-kind",
    "service, agent, profile-kind",
    "service, device, profile-kind",
    "device, service, profile-kind",
    "service, node, workload-kind",
    "service, operator, workload-kind",
    "service, Service, workload-kind",
    "service, '', workload-kind"
  })
  void theProfileSaysWhichKindOfNameItMakes(String profile, String kind, String check) {
    TestDevice device = of(kind, "broker");
    device.request.put("profile", profile);
    device.request.put("capabilities", List.of("invoice.parse@1"));
    fixture.refuses(() -> fixture.issue(device.send()), check);
    assertThat(fixture.database.count("agent_name")).isZero();
  }

  @Test
  void aRequestWithoutAKindIsForAnAgent() {
    TestDevice device = of("service", "broker");
    device.request.remove("kind");
    device.request.put("capabilities", List.of("invoice.parse@1"));
    fixture.refuses(() -> fixture.issue(device.send()), "profile-kind");
  }

  @Test
  void aNameOfEachKindHasAnOwnerOfItsOwn() {
    fixture.issue(fixture.device().send());
    TestDevice service = ofOperations("service", "reader");
    assertThat(fixture.issue(service.send()).holder()).endsWith("/service/reader");
    TestDevice thief = of("service", "reader");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> fixture.issue(thief.send())).type())
        .isEqualTo(ProblemType.NAME_OWNED_BY_ANOTHER);
    assertThat(fixture.database.count("agent_name where name = 'reader'")).isOne();
    assertThat(fixture.database.count("agent_name where name = 'service/reader'")).isOne();
    String longest = "a".repeat(63);
    assertThat(fixture.issue(ofOperations("service", longest).send()).holder()).endsWith(longest);
  }

  @Test
  void aKeyOfAnAgentIsNeverAServices() {
    TestDevice agent = fixture.device();
    fixture.issue(agent.send());
    TestDevice service = of("service", "reader");
    service.agentKey = agent.agentKey;
    service.csr = TestCsr.of(agent.agentKey).der();
    fixture.refuses(() -> fixture.issue(service.send()), "public-key-of-another");
    TestDevice blocked = of("service", "reader");
    fixture.report(blocked.agentKey.getPublic());
    fixture.refuses(() -> fixture.issue(blocked.send()), "public-key-compromised");
  }

  @Test
  void aCloneOfAServiceIsDetected() {
    IssuedCredential first = fixture.issue(of("service", "broker").send());
    fixture.issue(replacing(first));
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> fixture.issue(replacing(first)))
                .check())
        .isEqualTo("renewal-serial-stale");
    assertThat(fixture.ledger.find(first.ref()).orElseThrow().revocation()).isPresent();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> fixture.issue(of("service", "broker").send()))
                .check())
        .isEqualTo("identity-frozen");
    assertThat(fixture.issue(of("device", "broker").send()).holder()).endsWith("/device/broker");
  }

  @Test
  void waitsForOfficersWhoSeeTheName() {
    profile("service", ",\"approvers\":1");
    assertThat(fixture.issuer.enrol(of("service", "broker").send(), Optional.empty()))
        .isInstanceOfSatisfying(
            Enrolment.Waiting.class,
            waiting ->
                assertThat(waiting.progress().proposal().requested().agent())
                    .isEqualTo("spiffe://bailiwick.example/service/broker"));
  }

  @Test
  void aJoinTokenIsForOneKind() {
    profile("service", ",\"attestors\":[[\"" + JoinTokens.TYPE + "\"]]");
    String user = fixture.provider.token(fixture.clock.instant());
    assertThat(
            fixture.joins.issue(
                user,
                TestJoin.request("service", Map.of("kind", "service", "capabilities", List.of()))))
        .isNotNull();
    for (String kind : List.of("agent", "device")) {
      assertThat(
              catchThrowableOfType(
                      ProblemException.class,
                      () ->
                          fixture.joins.issue(
                              user, TestJoin.request("service", Map.of("kind", kind))))
                  .check())
          .isEqualTo("profile-kind");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"validation_methods\":[\"mtls\"],\"owner_key\":\"allowed\"|services or devices",
        "\"validation_methods\":[\"mtls\",\"jwt\"]|services or devices",
        "\"validation_methods\":[]|services or devices",
        "\"validation_methods\":[\"mtls\"],\"formats\":[\"x509\",\"wit\"]|profile of agents"
      })
  void aProfileOfServicesGrantsNothingThatOnlyAgentsHave(String members, String fault) {
    String file =
        "{\"name\":\"s\",\"kind\":\"service\",\"validity\":\"PT12H\",\"key_algorithms\":[\"EC_P256\"],"
            + members
            + "}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CredentialProfile.parse(file))
        .withMessageContaining(fault);
  }

  @Test
  void aProfileOfAgentsMustListCapabilitiesAndAProfileHasAKnownKind() {
    assertThat(
            catchThrowableOfType(
                ProblemException.class,
                () -> CredentialProfile.parse(PROFILE.formatted("agent", ""))))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> CredentialProfile.parse(PROFILE.formatted("node", "")))
                .check())
        .isEqualTo("workload-kind");
  }

  private static AgentInformation information(IssuedCredential issued) {
    try {
      Extensions extensions =
          Certificate.getInstance(issued.certificate().getEncoded())
              .getTBSCertificate()
              .getExtensions();
      return AgentInformationExtension.decodeWorkload(
          extensions
              .getExtension(new ASN1ObjectIdentifier(AgentInformationExtension.WORKLOAD_OID))
              .getExtnValue()
              .getOctets());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request for this kind and name, under the profile of the same name, by a key of its own. */
  private TestDevice of(String kind, String name) {
    TestDevice device = fixture.device();
    device.agentKey = TestKeys.ec();
    device.csr = TestCsr.of(device.agentKey).der();
    device.request.remove("capabilities");
    device.request.putAll(Map.of("kind", kind, "profile", kind, "name", name));
    return device;
  }

  private TestDevice ofOperations(String kind, String name) {
    TestDevice device = of(kind, name);
    device.request.put("owner", "Operations");
    device.userToken =
        fixture.provider.token(
            fixture.clock.instant(), claims -> claims.put("roles", List.of("operations")));
    return device;
  }

  private Submission replacing(IssuedCredential credential) {
    TestDevice device = of("service", "broker");
    device.request.put("replaces", credential.ref().serial().hex());
    return device.send();
  }

  private void profile(String kind, String more) {
    try {
      Files.writeString(
          folder.resolve("profiles").resolve(kind + ".json"), PROFILE.formatted(kind, more));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
