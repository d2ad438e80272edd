package org.bailiwick.aca.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.bailiwick.aca.attestation.PlatformState;
import org.bailiwick.aca.attestation.boot.BootLog;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestBootLog;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of software TPMs, refused when one value of them is wrong (threats 3 to 6). */
class TpmAttestorTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final NonceMint NONCES = new NonceMint(new byte[32], Duration.ofMinutes(5), CLOCK);

  @TempDir static Path home;
  private static SoftwareTpm rsa;
  private static SoftwareTpm ecc;
  private static SoftwareTpm foreign;
  private static ActivationDesk desk;
  private static String vendor;

  @BeforeAll
  static void start() throws Exception {
    rsa = new SoftwareTpm(home.resolve("vendor"), home.resolve("rsa"), "rsa");
    ecc = new SoftwareTpm(home.resolve("vendor"), home.resolve("ecc"), "ecc");
    foreign = new SoftwareTpm(home.resolve("other"), home.resolve("foreign"), "rsa");
    Path vendors = Files.createDirectory(home.resolve("tpm-vendors"));
    Files.copy(home.resolve("vendor/swtpm-localca-rootca-cert.pem"), vendors.resolve("vendor.pem"));
    vendor =
        "sha256:"
            + Sha256.hex(
                Pem.der(
                    Pem.certificates(Files.readAllBytes(vendors.resolve("vendor.pem")))
                        .getFirst()));
    desk = new ActivationDesk(MakerChain.trusting("ek", vendors, CLOCK), NONCES);
  }

  @AfterAll
  static void stop() {
    rsa.close();
    ecc.close();
    foreign.close();
  }

  private static String nonce() {
    return NONCES.mint().value();
  }

  private static String activation(SoftwareTpm tpm, String nonce) {
    return tpm.activate(desk.challenge(nonce, tpm.chain(), tpm.read("ak.pub")));
  }

  private static AttestedSubject judge(Map<String, Object> evidence, PublicKey key, String nonce) {
    String value = SoftwareTpm.text(JsonUtil.toJson(evidence).getBytes(StandardCharsets.UTF_8));
    return new TpmAttestor(desk)
        .authenticate(
            new EvidenceItem("tpm", value), TestRequest.binding(key, nonce, CLOCK.instant()));
  }

  private static void refuses(String check, Consumer<Map<String, Object>> change) {
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("agent", nonce, activation(ecc, nonce));
    change.accept(evidence);
    refused(check, () -> judge(evidence, ecc.agentKey("agent"), nonce));
  }

  private static void refused(String check, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  private static void accepts(SoftwareTpm tpm, String serial) {
    String nonce = nonce();
    Map<String, Object> evidence = tpm.evidence("agent", nonce, activation(tpm, nonce));
    AttestedSubject subject = judge(evidence, tpm.agentKey("agent"), nonce);
    assertThat(subject.issuer()).isEqualTo("CN=swtpm-localca");
    assertThat(subject.subject()).isEqualTo(serial);
    assertThat(subject.root()).contains(new RootOfTrust("tpm", vendor));
    PlatformState state = (PlatformState) subject.platform().orElseThrow();
    assertThat(state.values()).containsOnlyKeys(0, 1, 7);
  }

  private static byte[] octets(Map<String, Object> evidence, String member) {
    return Base64.getUrlDecoder().decode((String) evidence.get(member));
  }

  @Test
  void acceptsRsaEndorsementKey() {
    accepts(rsa, "2"); // swtpm_localca's first certificate but its own
  }

  @Test
  void acceptsEccEndorsementKeyOfHighStrength() {
    accepts(ecc, "5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsassa-sha256", "rsapss-sha384"})
  void readsRsaAttestationKeysAndTheirSignatures(String scheme) {
    rsa.shell(
        """
        tpm "$F" tpm2_createprimary -Q -C e -G rsa2048:%s:null -c other.ctx \
          -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign'
        tpm "$F" tpm2_readpublic -Q -c other.ctx -f tss -o other.pub
        tpm "$F" tpm2_quote -Q -c other.ctx -l sha256:0 -q aa -m other.msg -s other.sig \\
          --scheme %s -g %s
        """
            .formatted(scheme, scheme.replaceAll("-.*", ""), scheme.replaceAll(".*-", "")));
    TpmPublic key = desk.attester(rsa.read("other.pub"));
    TpmSignature signature = TpmSignature.parse("quote-signature", rsa.read("other.sig"));
    byte[] quote = rsa.read("other.msg");
    assertThat(signature.isOf(key.key(), quote, key.scheme().orElseThrow())).isTrue();
    quote[quote.length - 1] ^= 1;
    assertThat(signature.isOf(key.key(), quote, key.scheme().orElseThrow())).isFalse();
  }

  @Test
  void refusesEvidenceForAnotherNonce3() {
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("agent", nonce, activation(ecc, nonce));
    PublicKey key = ecc.agentKey("agent");
    refused("ak-activation", () -> judge(evidence, key, nonce()));
    String other = nonce();
    evidence.put("activation", activation(ecc, other));
    refused("certify-nonce", () -> judge(evidence, key, other));
    Map<String, Object> fresh = ecc.evidence("agent", other, (String) evidence.get("activation"));
    fresh.put("quote", evidence.get("quote"));
    fresh.put("quote_signature", evidence.get("quote_signature"));
    refused("quote-nonce", () -> judge(fresh, key, other));
  }

  @Test
  void refusesBorrowedEvidenceForKeyOutsideTheTpm4() {
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("agent", nonce, activation(ecc, nonce));
    refused("key-not-agents", () -> judge(evidence, TestKeys.ec().getPublic(), nonce));
  }

  @Test
  void refusesCertificationOfAnotherKey4() {
    ecc.shell("tpm_agent_key_make \"$F\" second");
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("agent", nonce, activation(ecc, nonce));
    evidence.put("key_public", SoftwareTpm.text(ecc.read("second.pub")));
    refused("certify-name", () -> judge(evidence, ecc.agentKey("second"), nonce));
  }

  @Test
  void refusesKeyThatCanLeaveTheTpm4() {
    ecc.shell("tpm_agent_key_make \"$F\" loose 'sensitivedataorigin|userwithauth|sign'");
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("loose", nonce, activation(ecc, nonce));
    refused("key-attributes", () -> judge(evidence, ecc.agentKey("loose"), nonce));
  }

  @Test
  void refusesAttestationKeyOfAnotherTpm5() {
    String nonce = nonce();
    // The challenge is for the good TPM and the other's key: neither can open it.
    ActivationChallenge challenge = desk.challenge(nonce, ecc.chain(), rsa.read("ak.pub"));
    assertThatThrownBy(() -> ecc.activate(challenge)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rsa.activate(challenge)).isInstanceOf(IllegalStateException.class);
    Map<String, Object> evidence = rsa.evidence("agent", nonce, activation(rsa, nonce));
    evidence.put("ek_certificate", ecc.evidence("agent", nonce, "AAAA").get("ek_certificate"));
    refused("ak-activation", () -> judge(evidence, rsa.agentKey("agent"), nonce));
  }

  @Test
  void refusesAttestationKeyThatSignsAnything5() {
    refused("ak-attributes", () -> desk.challenge(nonce(), ecc.chain(), ecc.read("agent.pub")));
  }

  @Test
  void refusesVendorOfTheSameNameThatNobodyTrusts5() {
    refused(
        "ek-issuer-untrusted",
        () -> desk.challenge(nonce(), foreign.chain(), foreign.read("ak.pub")));
  }

  @Test
  void refusesCertificateThatIsNotForAnEndorsementKey5() {
    refused(
        "ek-certificate-is-ca",
        () -> desk.challenge(nonce(), ecc.chain().subList(1, 2), ecc.read("ak.pub")));
  }

  @Test
  void refusesOtherValuesThanTheQuoteIsOf1() {
    refuses(
        "quote-pcrs",
        evidence ->
            evidence.put("pcrs", Map.of("bank", "sha256", "values", Map.of("0", "ab".repeat(32)))));
    refuses(
        "quote-pcrs",
        evidence ->
            evidence.put(
                "pcrs",
                Map.of(
                    "bank",
                    "sha256",
                    "values",
                    Map.of("0", "ab".repeat(32), "1", "00".repeat(32), "7", "00".repeat(32)))));
  }

  /** No firmware has extended the registers of a software TPM. */
  @Test
  void acceptsABootLogOnlyIfItLeadsToTheQuotedRegisters7() {
    String nonce = nonce();
    Map<String, Object> evidence = ecc.evidence("agent", nonce, activation(ecc, nonce));
    evidence.put("boot_log", SoftwareTpm.text(new TestBootLog().octets()));
    AttestedSubject subject = judge(evidence, ecc.agentKey("agent"), nonce);
    PlatformState state = (PlatformState) subject.platform().orElseThrow();
    assertThat(state.bootLog()).isPresent();
    TestBootLog unquoted = new TestBootLog().add(4, TestBootLog.SEPARATOR, new byte[4]);
    evidence.put("boot_log", SoftwareTpm.text(unquoted.octets()));
    judge(evidence, ecc.agentKey("agent"), nonce);
    TestBootLog quoted = new TestBootLog().add(7, TestBootLog.SEPARATOR, new byte[4]);
    evidence.put("boot_log", SoftwareTpm.text(quoted.octets()));
    refused("boot-log-replay", () -> judge(evidence, ecc.agentKey("agent"), nonce));
  }

  @Test
  void refusesABootLogThatIsNone7() {
    refuses("boot-log-malformed", evidence -> evidence.put("boot_log", "AAAA"));
    refuses(
        "tpm-evidence-claim",
        evidence -> evidence.put("boot_log", "A".repeat(BootLog.LONGEST / 3 * 4 + 8)));
  }

  @Test
  void refusesAnySignatureButTheAttestationKeys4() {
    refuses(
        "certify-signature",
        evidence -> evidence.put("certify_signature", evidence.get("quote_signature")));
    refuses(
        "quote-signature",
        evidence -> evidence.put("quote_signature", evidence.get("certify_signature")));
  }

  @Test
  void refusesQuoteInPlaceOfCertification4() {
    refuses(
        "certify-type",
        evidence -> {
          evidence.put("certify_info", evidence.get("quote"));
          evidence.put("certify_signature", evidence.get("quote_signature"));
        });
  }

  @Test
  void refusesTrailingOctetsAndShortStructures6() {
    for (String member : new String[] {"ak_public", "key_public", "certify_signature"}) {
      for (int change : new int[] {1, -1}) {
        String check = member.replace("_public", "").replace('_', '-') + "-malformed";
        refuses(
            check,
            evidence -> {
              byte[] octets = octets(evidence, member);
              evidence.put(member, SoftwareTpm.text(Arrays.copyOf(octets, octets.length + change)));
            });
      }
    }
  }
}
