package org.bailiwick.client.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.client.tpm.TpmSettings.Endorsement;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.DemoShell;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's key in swtpm; the demo's functions make the machine, tpm2-tools the challenge. */
class TpmKeyTest {
  private static final Path LIB = Path.of("../demo/lib").toAbsolutePath().normalize();
  private static final TestCa CA = TestCa.create("bailiwick.example");

  @TempDir private static Path home;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    shell("tpm_vendor_make \"$V\"; tpm_make \"$V\" \"$F\" rsa");
  }

  @AfterAll
  static void stop() {
    shell("tpm_stop \"$F\"");
  }

  private static TpmSettings settings() {
    return new TpmSettings(
        Optional.of("swtpm:path=" + home.resolve("m/sock")),
        Endorsement.RSA,
        Optional.of(home.resolve("m/issuer.pem")),
        "0,7",
        Optional.empty());
  }

  @Test
  void signsInsideAndGivesNoEncoding() throws Exception {
    TpmKey key = TpmKey.generate(settings());
    requireSigns(key.pair());
    assertThat(key.pair().getPrivate().getEncoded()).isNull();
    key.keepIn(folder);
    PrivateKey opened = TpmKey.open(folder, key.pair().getPublic());
    requireSigns(new KeyPair(key.pair().getPublic(), opened));
    assertThat(Files.readString(folder.resolve("key.tpm"))).doesNotContain("PRIVATE");
  }

  private static void requireSigns(KeyPair pair) throws Exception {
    byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(pair.getPrivate());
    signing.update(message);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance("SHA256withECDSA");
    verifying.initVerify(pair.getPublic());
    verifying.update(message);
    assertThat(verifying.verify(signed)).isTrue();
  }

  @Test
  void keysOfFilesAreSignedWithAsBefore() throws Exception {
    TpmSignature.install();
    requireSigns(TestKeys.ec());
  }

  @Test
  void tlsShowsACredentialWhoseKeyIsInTheTpm() throws Exception {
    TpmKey key = TpmKey.generate(settings());
    CredentialFolder credential = CredentialFolder.at(folder.resolve("agent"));
    NextCredential next = credential.next();
    next.begin(key);
    next.complete(CA.agentFor(key.pair().getPublic(), "reader", "x.y@1"), Optional.empty());
    TrustedAuthority trusted =
        new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
    try (ScriptedNode node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()))) {
      node.on("/", call -> Reply.json(200, "{}"));
      try (JsonEndpoint endpoint =
          new JsonEndpoint(node.uri(), credential.tls(trusted.trust(SpiffeId::isNode)))) {
        endpoint.get("/", Map.of());
      }
      assertThat(node.calls().getFirst().peer().orElseThrow())
          .hasToString("spiffe://bailiwick.example/agent/reader");
    }
    assertThat(folder.resolve("agent/key.pem")).doesNotExist();
  }

  @Test
  void opensTheChallengeAndSaysWhatTheTpmHolds() throws Exception {
    TpmKey key = TpmKey.generate(settings());
    String value =
        new TpmAttestation(settings()).value("n-1", key.pair().getPrivate(), TpmKeyTest::challenge);
    JsonObject evidence =
        json(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
    assertThat(octets(evidence, "activation"))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("the secret");
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest("n-1".getBytes(StandardCharsets.US_ASCII)));
    for (String member : new String[] {"certify_info", "quote"}) {
      assertThat(HexFormat.of().formatHex(octets(evidence, member)))
          .startsWith("ff544347")
          .contains(digest);
    }
    assertThat(evidence.getJsonArray("ek_certificate")).hasSize(2);
    assertThat(evidence.getJsonObject("pcrs").getJsonObject("values")).containsOnlyKeys("0", "7");
    // Nothing stays in the TPM: the same handles are free for the next renewal.
    new TpmAttestation(settings()).value("n-2", key.pair().getPrivate(), TpmKeyTest::challenge);
  }

  @Test
  void aKeyOfAFileAndATpmThatIsNotThereAreRefused() {
    assertThatThrownBy(
            () ->
                new TpmAttestation(settings())
                    .value("n-1", TestKeys.ec().getPrivate(), TpmKeyTest::challenge))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("tpm-key"));
    TpmSettings nowhere =
        new TpmSettings(
            Optional.of("swtpm:path=/nowhere"),
            Endorsement.RSA,
            Optional.empty(),
            "0",
            Optional.empty());
    assertThatThrownBy(() -> TpmKey.generate(nowhere))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("tpm-tools"));
  }

  @Test
  void readsABootLogOrTheOneThatSystemdHasRead() throws Exception {
    Path log = Files.write(folder.resolve("log"), new byte[] {1});
    assertThat(BootLogFile.read(log, Optional.empty())).containsExactly(1);
    Path ofService = Files.write(folder.resolve("boot-log"), new byte[] {2});
    assertThat(BootLogFile.read(log, Optional.of(ofService))).containsExactly(2);
    requireNoLog(folder.resolve("nowhere"), "does not exist");
    requireNoLog(Files.write(folder.resolve("empty"), new byte[0]), "is empty");
    requireNoLog(Files.write(folder.resolve("long"), new byte[262_145]), "is longer than 262144");
  }

  private static void requireNoLog(Path file, String why) {
    assertThatThrownBy(() -> BootLogFile.read(file, Optional.empty()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.check()).isEqualTo("tpm-boot-log");
              assertThat(e.detail()).contains(why);
            });
  }

  /** By tpm2_makecredential, over the name of the attestation key. */
  private static JsonObject challenge(JsonObject question) {
    try {
      byte[] ak = Base64.getUrlDecoder().decode(question.getString("ak_public"));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ak, 2, ak.length - 2);
      String name = "000b" + HexFormat.of().formatHex(digest.digest());
      String blobs =
          shell(
              "cd \"$F\"; printf 'the secret' >secret; openssl x509 -inform DER -in ek.der -noout"
                  + " -pubkey >ek-key.pem; tpm2_makecredential -T none -Q -u ek-key.pem -G rsa -s"
                  + " secret -n "
                  + name
                  + " -o made; tail -c +9 made | od -An -v -tx1 | tr -d ' \\n'");
      byte[] both = HexFormat.of().parseHex(blobs);
      int first = 2 + ((both[0] & 0xff) << 8 | (both[1] & 0xff));
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      return Json.createObjectBuilder()
          .add("credential_blob", base64.encodeToString(Arrays.copyOf(both, first)))
          .add(
              "encrypted_secret",
              base64.encodeToString(Arrays.copyOfRange(both, first, both.length)))
          .build();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] octets(JsonObject evidence, String member) {
    return Base64.getUrlDecoder().decode(evidence.getString(member));
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  private static String shell(String command) {
    return new DemoShell(
            LIB,
            List.of("jose", "device", "tpm"),
            home,
            Map.of("V", home.resolve("v").toString(), "F", home.resolve("m").toString()))
        .run(command);
  }
}
